// Shows the OpenAPI document named by data-schema. Nothing is sent anywhere but to this installation.
const place = document.querySelector("[data-schema]");
SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  layout: "BaseLayout",
  presets: [SwaggerUIBundle.presets.apis],
});
