// Somebody at the page: what they type, and what it says.

export class Visit {
  page;
  /** What the page asked of any network. */
  asked = [];
  /** What the browser complained about. */
  complaints = [];

  constructor(page) {
    this.page = page;
    page.on("request", (request) => this.asked.push(request.url()));
    page.on("websocket", (socket) => this.asked.push(socket.url()));
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => this.complaints.push(message.text()));
  }

  static async to(url, context) {
    const visit = new Visit(await context.newPage());
    await visit.page.goto(url);
    return visit;
  }

  /** Fills in fields by their ids. */
  async type(fields) {
    for (const [id, text] of Object.entries(fields)) {
      const field = this.page.locator(`#${id}`);
      if (!(await field.isVisible())) {
        await this.page.locator("#more > summary").click();
      }
      await field.fill(text);
    }
  }

  /** Asks, and waits for the report. */
  async explain(fields = {}) {
    await this.type(fields);
    await this.page.locator("#explain").click();
    await this.page.locator("#verdict").waitFor();
  }

  verdict = () => this.page.locator("#verdict").textContent();
  codes = () => this.page.locator(".finding h4 code").allInnerTexts();
  asText = () => this.page.locator('pre[aria-label="The report as text"]').textContent();
}
