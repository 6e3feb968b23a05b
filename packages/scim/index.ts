/** The SCIM 2.0 protocol core (RFC 7643, RFC 7644): pure functions from data to data. */
export { ERROR_SCHEMA, SCIM_ERROR_CODES, ScimError, type ScimErrorBody, type ScimErrorCode } from "./error.ts";
export { assertFilter, assertValueFilter } from "./filter/assert-filter.ts";
export type {
  AttributePath,
  CompareOperator,
  Filter,
  FilterDeviation,
  FilterDialect,
  FilterValue,
  ParseResult,
} from "./filter/ast.ts";
export { parseAttributePath, printAttributePath } from "./filter/attribute-path.ts";
export { evaluateFilter, evaluateValueFilter } from "./filter/evaluate.ts";
export { assertFilterForSome, filterForShape } from "./filter/filter-for-shape.ts";
export { FILTER_LIMITS, type FilterLimits, type FilterOptions, parseFilter, requireFilter } from "./filter/parser.ts";
export { printFilter } from "./filter/printer.ts";
export {
  equalJson,
  isJsonArray,
  isJsonObject,
  isUnassigned,
  type Json,
  type JsonObject,
  ownValue,
  ownValueAnyCase,
  WholeDecimal,
} from "./json.ts";
export {
  BULK_REQUEST_SCHEMA,
  BULK_RESPONSE_SCHEMA,
  type BulkOperation,
  type BulkRequest,
  readBulkRequest,
} from "./message/bulk-request.ts";
export { listResponse } from "./message/list-response.ts";
export { readSearchRequest, SEARCH_REQUEST_SCHEMA, type SearchRequest } from "./message/search-request.ts";
export { applyPatch, type PatchOptions } from "./patch/apply.ts";
export { diffResource } from "./patch/diff.ts";
export { type MembershipChange, readMemberIds, type SplitPatch, splitMembership } from "./patch/membership.ts";
export { OPERATIONS_MAX, readPatchMessage } from "./patch/message.ts";
export { PATCH_OP_SCHEMA, type PatchMessage, type PatchOperation, type PatchRules } from "./patch/types.ts";
export { type PatchPathResult, parsePatchPath, printPatchPath } from "./path/patch-path.ts";
export type { PatchPath } from "./path/types.ts";
export { assertResource } from "./resource/assert-resource.ts";
export { readAttribute, writeAttribute } from "./resource/attribute-value.ts";
export { equalAttributes } from "./resource/equal-attributes.ts";
export { projectParts, projectResource, readProjection } from "./resource/projection.ts";
export { type ReadOptions, readResource } from "./resource/read-resource.ts";
export { schemasOf } from "./resource/schemas-of.ts";
export { tidyResource } from "./resource/tidy.ts";
export {
  LIST_RESPONSE_SCHEMA,
  type ListResponse,
  type Projection,
  type ResourceMeta,
  type ScimResource,
} from "./resource/types.ts";
export { withWrittenBody, withWrittenOperations } from "./resource/written.ts";
export { COMMON_ATTRIBUTES } from "./schema/common-attributes.ts";
export { parseDateTime } from "./schema/date-time.ts";
export type { DefinitionResult } from "./schema/definition-fault.ts";
export { ENTERPRISE_USER_SCHEMA } from "./schema/enterprise-user.ts";
export { type Catalogue, type Definitions, extendCatalogue } from "./schema/extend-catalogue.ts";
export { defaultSubAttribute, equalUrn, findAttribute, findSubAttribute } from "./schema/find.ts";
export { compareCodePoints, foldCase } from "./schema/fold.ts";
export { GROUP_SCHEMA } from "./schema/group.ts";
export { findIncompatibility } from "./schema/incompatible.ts";
export { readResourceTypeDefinition, readSchemaDefinition } from "./schema/read-definition.ts";
export { findExtension, resolveAttribute } from "./schema/resolve.ts";
export { GROUP_RESOURCE_TYPE, USER_RESOURCE_TYPE } from "./schema/resource-types.ts";
export { createShape } from "./schema/shape.ts";
export type {
  AttributeDefinition,
  AttributeType,
  Mutability,
  ResolvedAttribute,
  ResourceShape,
  ResourceTypeDefinition,
  Returned,
  SchemaDefinition,
  Uniqueness,
} from "./schema/types.ts";
export { ENTERPRISE_USER_URN, GROUP_URN, RESOURCE_TYPE_URN, SCHEMA_URN, USER_URN } from "./schema/urn.ts";
export { USER_SCHEMA } from "./schema/user.ts";
export { resourceTypeToJson, schemaToJson } from "./schema/wire.ts";
