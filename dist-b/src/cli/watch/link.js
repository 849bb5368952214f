import { io } from "socket.io-client";
import {
  CONSOLE_NAMESPACE
} from "../../gateway/protocol.js";
function openLink(where, runId, listener) {
  let connection = where(), up = !1, closed = !1, socket = open(connection);
  function open({ url, key }) {
    const opened = io(url + CONSOLE_NAMESPACE, {
      auth: { token: key },
      transports: ["websocket"],
      forceNew: !0,
      reconnectionDelay: 200,
      reconnectionDelayMax: 2e3,
      timeout: 5e3
    }), set = (now) => {
      opened !== socket || up === now || (up = now, listener.connected(now));
    };
    opened.on("connect", () => {
      opened.timeout(5e3).emit("watch", { runs: [runId] }, (error, answer) => {
        error !== null || !answer.ok || (set(!0), listener.changed(answer.position));
      });
    });
    const again = () => {
      setTimeout(() => opened === socket && !closed ? opened.connect() : void 0, 2e3).unref();
    };
    return opened.on("connect_error", () => {
      opened.active || again();
    }), opened.on("disconnect", (because) => {
      set(!1), because === "io server disconnect" && again();
    }), opened.on("changed", ({ changes, position }) => {
      changes.some((change) => change.runId === runId) && listener.changed(position);
    }), opened.on("progress", (progress) => {
      progress.runId === runId && listener.progress(progress);
    }), opened;
  }
  return {
    get up() {
      return up;
    },
    check() {
      const now = where();
      now.url === connection.url && now.key === connection.key || (socket.disconnect(), connection = now, up = !1, socket = open(now));
    },
    close() {
      up = !1, closed = !0, socket.disconnect();
    }
  };
}
export {
  openLink
};
//# sourceMappingURL=link.js.map
