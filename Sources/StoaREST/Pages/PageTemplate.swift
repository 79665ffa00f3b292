/// The frame of the home page and what runs, in Mustache.
enum PageTemplate {
    static let opening = """
        {{% CONTENT_TYPE:STOA_HTML}}<!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Stoa {{version}}</title>
        <link rel="icon" href="data:image/svg+xml,\(iconURL)">
        <style>{{{style}}}</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
        <a class="brand" href="#main"><svg viewBox="0 0 32 32" aria-hidden="true">\(icon)</svg>Stoa</a>
        <span class="pill">{{version}}</span>
        {{#isDevelopment}}<span class="pill warn">development</span>{{/isDevelopment}}
        </header>
        <div class="frame">
        <nav aria-label="Contents">
        <h2>Server</h2>
        <ul><li><a href="#modules">Modules</a></li><li><a href="#apis">APIs</a></li><li><a href="#rules">Rules</a></li></ul>
        <h2>Resources</h2>
        <ul>{{#groups}}<li><a href="#{{anchor}}">{{heading}}</a></li>{{/groups}}</ul>
        <h2>Tables</h2>
        <ul><li><a href="#scopes">Scopes</a></li><li><a href="#errors">Errors</a></li></ul>
        </nav>
        <main id="main">

        """

    static let modules = """
        <section class="intro">
        <h1>Your server is running.</h1>
        <p class="lead">Stoa {{version}} with {{operationCount}} operations in three APIs. Everything below is made from the modules that are loaded now.</p>
        <p class="links"><a href="/openapi/shopify.json">OpenAPI, Shopify</a><a href="/openapi/native.json">OpenAPI, native</a><a href="/openapi/storeicu.json">OpenAPI, Store.icu</a><a href="/schema.graphql">GraphQL schema</a><a href="/explorer">GraphQL explorer</a><a href="/metrics">Metrics</a><a href="/readyz">Readiness</a></p>
        {{#isDevelopment}}<p class="note warn">Development mode: modules need no signature, and outgoing calls may reach this machine. Not for a server that others can reach.</p>{{/isDevelopment}}
        </section>
        <section id="modules">
        <h2>Modules</h2>
        <p>Module ABI {{abi}}.{{#isComplete}} Nothing was refused.{{/isComplete}}</p>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Module</th><th scope="col">Version</th><th scope="col">What it is</th></tr></thead>
        <tbody>
        {{#modules}}<tr><th scope="row"><code>{{id}}</code></th><td>{{version}}</td><td>{{caption}}{{#isEssential}} <span class="tag">essential</span>{{/isEssential}}</td></tr>
        {{/modules}}{{^modules}}<tr><td colspan="3">None is loaded, so there is nothing to serve yet.</td></tr>
        {{/modules}}</tbody>
        </table></div>
        {{#refused}}<p class="note bad"><strong>{{id}}</strong> was refused: {{reason}}</p>
        {{/refused}}</section>

        """

    static let closing = """
        </main>
        </div>
        <footer>Stoa {{version}} · module ABI {{abi}}</footer>
        </body>
        </html>

        """

    /// A colonnade, which is what a stoa is.
    private static let icon =
        "<path d='M3 11 16 4l13 7v2H3zM5 15h4v10H5zm9 0h4v10h-4zm9 0h4v10h-4zM3 27h26v2H3z' fill='currentColor'/>"
    private static let iconURL =
        "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath d='M3 11 16 4l13 7v2H3zM5 15h4v10H5zm9 "
        + "0h4v10h-4zm9 0h4v10h-4zM3 27h26v2H3z' fill='%23356ae6'/%3E%3C/svg%3E"
}
