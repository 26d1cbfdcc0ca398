/** Stands in the page for modules of Node, which scripts of Emscripten ask for only where they run in Node. */
export default {};
