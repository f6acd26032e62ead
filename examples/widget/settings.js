// Where the parts are, and what is asked for. `storeauth demo --serve` gives this file with its own addresses.
var settings = {
  store: "https://store.example/",
  feed: "https://data.example/feed",
  productCode: "1219fb87cdbe1089e7efcf69e4232e0620f92900",
  server: "Weather1",
  // For the Viewer: what it frames, and the displays that it plays it on.
  widget: "index.html",
  display: "S56PSA4W298W",
  otherDisplay: "HY7T2K9QMW4B",
};
