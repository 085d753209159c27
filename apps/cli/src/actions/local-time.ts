/** Renders a time as the log files do, in this machine's time zone and to the second: `2025-06-03 02:00:01`. */
export function formatLocalTime(timestamp: string): string {
  const time = new Date(timestamp);
  const pad = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return `${date} ${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}
