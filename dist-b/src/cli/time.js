function formatDuration(milliseconds) {
  const ms = Math.max(0, milliseconds);
  if (ms < 1e3) return `${Math.round(ms)} ms`;
  if (ms < 59950) return `${(ms / 1e3).toFixed(1)} s`;
  const seconds = Math.round(ms / 1e3), minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h ${two(minutes % 60)}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}
function formatElapsed(milliseconds) {
  return milliseconds < 6e4 ? `${Math.floor(Math.max(0, milliseconds) / 1e3)} s` : formatDuration(milliseconds);
}
const two = (value) => String(value).padStart(2, "0");
function formatClock(iso, utc) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : utc ? `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}` : `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
function formatInstant(iso, utc) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${utc ? `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}` : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`} ${formatClock(iso, utc)}${utc ? "Z" : ""}`;
}
function formatDistance(iso, now) {
  const distance = Date.parse(iso) - now;
  return Number.isNaN(distance) ? iso : distance >= 0 ? `in ${formatElapsed(distance)}` : `${formatElapsed(-distance)} ago`;
}
export {
  formatClock,
  formatDistance,
  formatDuration,
  formatElapsed,
  formatInstant
};
//# sourceMappingURL=time.js.map
