import { z } from "zod";
import { Slug } from "../../domain/kernel/ids.js";
import { endpoint } from "./endpoint.js";
import { Answered, At, EXAMPLE, listOf, NoBody, Nothing, readQuery } from "./primitives.js";
const Page = Slug.max(40), ViewParams = z.strictObject({ viewId: Slug }), SavedView = z.object({
  viewId: z.string(),
  page: z.string(),
  name: z.string(),
  query: z.string().describe(`The query of the page's address, without "?".`),
  savedAt: At
}).meta({ id: "SavedView" }), exampleAnswer = { stream: "operator-ada", revision: 7, position: EXAMPLE.position }, viewEndpoints = {
  listViews: endpoint({
    method: "GET",
    path: "/api/views",
    tag: "Views",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({ page: Page.optional().describe("Those of one page. Default: all.") }),
    body: z.undefined(),
    response: listOf(SavedView),
    summary: "List my saved views",
    description: "By page, then in the order in which they were first saved.",
    example: {
      response: {
        items: [
          {
            viewId: "failed-today",
            page: "runs",
            name: "Failed today",
            query: "status=failed&since=24h",
            savedAt: EXAMPLE.at
          }
        ]
      }
    }
  }),
  saveView: endpoint({
    method: "PUT",
    path: "/api/views/:viewId",
    tag: "Views",
    role: "viewer",
    command: !0,
    status: 200,
    params: ViewParams,
    query: Nothing,
    body: z.strictObject({
      page: Page,
      name: z.string().trim().min(1, "give the view a name").max(60, "a name has at most 60 characters"),
      query: z.string().max(2e3, "a query has at most 2,000 characters").regex(/^[^\s?#][^\s#]*$|^$/, 'must be the query of an address, without "?"')
    }).meta({ id: "SaveView" }),
    response: Answered,
    summary: "Save a view",
    description: "Makes or replaces it; the id is yours to choose. At most 50 per operator (409 VIEW.TOO_MANY); no two of a page have the same name (409 VIEW.NAME_TAKEN).",
    example: {
      body: { page: "runs", name: "Failed today", query: "status=failed&since=24h" },
      response: exampleAnswer
    }
  }),
  removeView: endpoint({
    method: "DELETE",
    path: "/api/views/:viewId",
    tag: "Views",
    role: "viewer",
    command: !0,
    status: 200,
    params: ViewParams,
    query: Nothing,
    body: z.undefined(),
    response: Answered,
    summary: "Remove a saved view",
    description: "404 VIEW.NOT_FOUND when there is none of this id.",
    example: { response: exampleAnswer }
  }),
  listHints: endpoint({
    method: "GET",
    path: "/api/hints",
    tag: "Views",
    role: "viewer",
    command: !1,
    status: 200,
    params: Nothing,
    query: readQuery({}),
    body: z.undefined(),
    response: z.object({ dismissed: z.array(z.string()) }),
    summary: "Hints that I have dismissed",
    description: "Which of the console's hints (such as the first-run checklist) are not to be shown again.",
    example: { response: { dismissed: ["first-run"] } }
  }),
  dismissHint: endpoint({
    method: "POST",
    path: "/api/hints/:hint/dismiss",
    tag: "Views",
    role: "viewer",
    command: !0,
    status: 200,
    params: z.strictObject({ hint: Slug }),
    query: Nothing,
    body: NoBody,
    response: Answered,
    summary: "Dismiss a hint",
    description: "Dismissed again it changes nothing.",
    example: { response: exampleAnswer }
  })
};
export {
  SavedView,
  viewEndpoints
};
//# sourceMappingURL=views.js.map
