// Shows openapi.json with Swagger UI, and sends the CSRF token with what is tried out there.
"use strict";

const place = document.getElementById("api-docs");

function readCookie(name) {
  const pair = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    const token = readCookie(place.dataset.csrfCookie);
    if (token && request.method && request.method !== "GET") {
      request.headers["X-CSRFToken"] = token;
    }
    return request;
  },
});
