/** One address a line, `host:port` or `[address]:port`. */
export const portLines = (text: string): string[] => [...new Set(text.split(/[\n,\s]+/).map((line) => line.trim()).filter((line) => line !== ''))];

/** Whether the server will take it as an address: a host, a colon and a port from 1 to 65535. */
export function isPort(address: string): boolean {
  const [, port = ''] = /^(?:\[[0-9a-f:.%]+\]|[^\s:[\]]+):(\d{1,5})$/i.exec(address) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535;
}

export const mostPorts = 32;
