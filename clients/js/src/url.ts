/** Adds fields to the query of a URL, which may be relative, before its fragment; not those that are empty. */
export function withFields(url: string, fields: Record<string, string>): string {
  return Object.entries(fields).reduce((url, [name, value]) => {
    const separator = /^[^#]*\?/.test(url) ? "&" : "?";
    return value ? url.replace(/#|$/, (end) => `${separator + name}=${encodeURIComponent(value)}${end}`) : url;
  }, url);
}
