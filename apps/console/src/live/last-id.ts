/**
 * Hands over the `id` fields of an event stream as they pass. The feed sends its place also without an event
 * (at the beginning and with each heartbeat), which the event source's parser does not report; with it a
 * reader resumes exactly where the connection broke, even before its first event.
 */
export function watchIds(
  onId: (id: string) => void,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder();
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      controller.enqueue(chunk);
      for (const line of lines) if (line.startsWith('id:')) onId(line.slice(3).trim());
    },
  });
}
