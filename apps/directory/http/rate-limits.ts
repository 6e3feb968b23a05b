/** Which bucket of the rate limit a request is counted in (okta-management-api §4): exact path before prefix, reads apart from writes. */

/** Requests a minute that one credential may send to one bucket. */
export interface EndpointRate {
  readonly name: string;
  readonly perMinute: number;
}

/**
 * How many times Okta's published figures (workforce org, per minute) are let through: those are shares of a cloud, this is a server
 * of one company.
 */
export const RATE_FACTOR_DEFAULT = 10;

interface Rule extends EndpointRate {
  readonly path: RegExp;
  readonly isRead?: boolean;
}

const RULES: readonly Rule[] = [
  { name: "/api/v1/apps", path: /^\/api\/v1\/apps\/?$/, perMinute: 100 },
  { name: "/api/v1/apps/{id}", path: /^\/api\/v1\/apps\//, perMinute: 500 },
  { name: "/api/v1/groups", path: /^\/api\/v1\/groups\/?$/, perMinute: 500 },
  { name: "/api/v1/groups/{id}", path: /^\/api\/v1\/groups\//, perMinute: 1000 },
  { name: "/api/v1/users", path: /^\/api\/v1\/users\/?$/, perMinute: 600 },
  { name: "GET /api/v1/users/{id}", path: /^\/api\/v1\/users\/[^/]+\/?$/, perMinute: 2000, isRead: true },
  { name: "/api/v1/users/{id}", path: /^\/api\/v1\/users\//, perMinute: 600 },
  { name: "/api/v1/logs", path: /^\/api\/v1\/logs\/?$/, perMinute: 120 },
];
const OTHERS: EndpointRate = { name: "/api", perMinute: 1200 };

/** The bucket of a request. */
export function endpointRateOf(method: string, path: string): EndpointRate {
  const isRead = method === "GET" || method === "HEAD";
  return RULES.find((rule) => rule.path.test(path) && (rule.isRead !== true || isRead)) ?? OTHERS;
}
