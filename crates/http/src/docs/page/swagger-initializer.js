// Swagger UI, set up for a person who wants to see what Docket does.
import { easeDialog } from "/docs/dialog.js";
import { keepSession } from "/docs/session.js";

// What a person does first stands first; what cannot be undone stands last.
const METHODS = ["post", "get", "put", "patch", "delete"];

function byPathAndMethod(one, other) {
  const rank = (operation) => METHODS.indexOf(operation.get("method"));
  return one.get("path").localeCompare(other.get("path")) || rank(one) - rank(other);
}

const ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: "/openapi.json",
  // An operation has an address of its own, to be sent to others.
  deepLinking: true,
  // The list of schemas is closed; each operation shows its own.
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  operationsSorter: byPathAndMethod,
  // It would keep the password too, and in all tabs for ever: see session.js.
  persistAuthorization: false,
  tryItOutEnabled: true,
  // Nobody else is told of the document.
  validatorUrl: null,
  onComplete: () => keepSession(ui),
});

easeDialog();
