// Keeps whoever logged in logged in when the page is loaded again, in this tab alone and for no
// longer than the access token is good (docs/security.md).
//
// What is kept is the access token and the name. The password and the refresh token, which Swagger
// UI has in its memory too, are never written anywhere.

// Under which name it is kept.
const KEY = "docket.session";

// The security scheme of the OpenAPI document that logs in with name and password.
const SCHEME = "password";

// Takes up the session that is kept, and follows what becomes of it.
export function keepSession(ui) {
  restore(ui);
  let session = current(ui);
  ui.getStore().subscribe(() => {
    const next = current(ui);
    if (next?.token === session?.token) {
      return;
    }
    const previous = session;
    session = next;
    if (next) {
      sessionStorage.setItem(KEY, JSON.stringify(next));
    } else {
      end(previous);
    }
  });
}

// The session that the page is in, if there is one.
function current(ui) {
  const held = ui.authSelectors.authorized()?.get(SCHEME);
  const token = held?.getIn(["token", "access_token"]);
  if (!token) {
    return null;
  }
  const seconds = held.getIn(["token", "expires_in"]);
  return { token, until: Date.now() + seconds * 1000, username: held.get("username") };
}

function restore(ui) {
  const kept = JSON.parse(sessionStorage.getItem(KEY));
  const seconds = kept ? Math.floor((kept.until - Date.now()) / 1000) : 0;
  const schema = ui.specSelectors.specJson().getIn(["components", "securitySchemes", SCHEME]);
  if (seconds <= 0 || !schema) {
    sessionStorage.removeItem(KEY);
    return;
  }
  const held = {
    name: SCHEME,
    schema: schema.toJS(),
    username: kept.username,
    token: { access_token: kept.token, token_type: "bearer", expires_in: seconds },
  };
  ui.authActions.restoreAuthorization({ authorized: { [SCHEME]: held } });
}

// Swagger UI only forgets the token. Whoever logs out wants it to be good no more.
function end(session) {
  sessionStorage.removeItem(KEY);
  fetch("/auth/logout", {
    method: "POST",
    headers: { Authorization: `Bearer ${session.token}` },
    keepalive: true,
  }).catch(() => {
    // The service is out of reach; the token ends by itself.
  });
}
