// Calls between a page and the pages that it frames, by postMessage: as much of Apache Shindig's gadgets.rpc as a Viewer and its
// widgets need, in its messages, so that either side may have the original. A message is the text of
// {"s": service, "f": from, "c": 0, "a": arguments}; callbacks and tokens are left out.
var gadgets = (() => {
  const services = new Map();
  // As Viewers tell it to what they frame.
  const viewer = new URLSearchParams(location.search).get("parent");

  // "" is the page around this one, any other name that of a frame in this page.
  function target(name) {
    if (name === "") {
      return viewer && { window: parent, origin: new URL(viewer).origin };
    }
    const frame = document.getElementById(name);
    return frame && { window: frame.contentWindow, origin: new URL(frame.src).origin };
  }

  function isKnown({ source, origin }) {
    const frames = Array.from(document.querySelectorAll("iframe[id][src]"), (frame) => target(frame.id));
    const around = parent === window ? null : target("");
    return frames.concat(around || []).some((known) => known.window === source && known.origin === origin);
  }

  function read(data) {
    try {
      const { s, a } = JSON.parse(data);
      return typeof s === "string" && Array.isArray(a) ? { s, a } : null;
    } catch (error) {
      return null; // Other scripts send messages as well.
    }
  }

  addEventListener("message", (event) => {
    const message = isKnown(event) ? read(event.data) : null;
    const service = message && services.get(message.s);
    if (service) {
      service(...message.a);
    }
  });

  return {
    rpc: {
      // Has a function called by what the other side calls `service`.
      register(service, handler) {
        services.set(service, handler);
      },
      call(name, service, callback, ...a) {
        const to = target(name || "");
        if (to) {
          to.window.postMessage(JSON.stringify({ s: service, f: name ? ".." : window.name, c: 0, a }), to.origin);
        }
      },
    },
    // What the Viewer sets for a widget: the parameters `up_…` of its URL.
    Prefs: class {
      getString(name) {
        return new URLSearchParams(location.search).get(`up_${name}`) || "";
      }
    },
  };
})();
