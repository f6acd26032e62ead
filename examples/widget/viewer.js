// What a Viewer does for a widget: frames it, and tells it on which display it is played.

// A parameter of this page's URL. `widget` has it play another one, `display` on another display.
const parameter = (name) => new URLSearchParams(location.search).get(name);

function play(display, url) {
  const id = "widget1";

  // Widgets ask for one value or for several. Of what this Viewer does not know, the value is empty.
  const value = (name) => (name === "displayId" ? display : "");
  gadgets.rpc.register("rsparam_get", (asking, names) => {
    const values = Array.isArray(names) ? names.map(value) : value(names);
    gadgets.rpc.call(`if_${asking}`, `rsparam_set_${asking}`, null, names, values);
  });

  const widget = new URL(parameter("widget") || url, location);
  if (!/^https?:$/.test(widget.protocol)) {
    throw new Error(`widget: expected an http or https URL, found ${widget}`);
  }
  widget.searchParams.set("up_id", id);
  widget.searchParams.set("parent", location.origin);
  const frame = document.createElement("iframe");
  Object.assign(frame, { id: `if_${id}`, name: `if_${id}`, title: "The widget", src: widget.href });
  document.getElementById("frame").append(frame);

  document.getElementById("display").textContent = display;
  document.getElementById("other").search = `display=${settings.otherDisplay}`;
}
