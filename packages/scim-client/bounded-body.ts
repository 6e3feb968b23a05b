/** Bodies that were read before their response was handed over. */
const wholeBodies = new WeakMap<Response, Uint8Array>();

/** Notes the whole body of a response. Perf: its text is then made without the stream, which costs more than the rest of a small answer. */
export function noteWholeBody(response: Response, body: Uint8Array): Response {
  wholeBodies.set(response, body);
  return response;
}

/** The text of a response, or undefined when it is longer than `bytesMax`; the rest is then not read. Rejects when the connection breaks. */
export async function readBoundedText(response: Response, bytesMax: number): Promise<string | undefined> {
  const whole = wholeBodies.get(response);
  if (whole !== undefined) return whole.byteLength > bytesMax ? undefined : new TextDecoder().decode(whole);
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
