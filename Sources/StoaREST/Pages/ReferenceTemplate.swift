/// The reference part of the home page, in Mustache.
enum ReferenceTemplate {
    static let conventions = """
        <section id="apis">
        <h2>APIs</h2>
        <p>Three ways to the same records. Fields, rules and keys are the same in each; paths and the wrapping of bodies differ.</p>
        <div class="cards">
        {{#apis}}<article>
        <h3>{{name}}</h3>
        <dl>
        <dt>Base</dt><dd><code>{{base}}</code></dd>
        <dt>Record</dt><dd><code>{{record}}</code></dd>
        <dt>List</dt><dd><code>{{list}}</code></dd>
        <dt>Failure</dt><dd><code>{{failure}}</code></dd>
        <dt>Next page</dt><dd><code>{{cursor}}</code></dd>
        </dl>
        <p><a href="/openapi/{{id}}.json">/openapi/{{id}}.json</a></p>
        </article>
        {{/apis}}</div>
        </section>
        <section id="rules">
        <h2>Rules</h2>
        <dl class="rules">
        <dt>Keys</dt><dd>A key belongs to one store and opens what its scopes say. Send it as <code>X-Shopify-Access-Token</code>, as a bearer token, or as the password of Basic authentication.</dd>
        <dt>Lists</dt><dd>{{limit}} records, or <code>limit</code> up to {{limitMax}}. Go on with the cursor of the answer, or with <code>page</code> or <code>since_id</code>. <code>ids</code> and <code>fields</code> take commas.</dd>
        <dt>Retries</dt><dd>With <code>Idempotency-Key</code>, a write that is sent twice happens once, and the second answer is the first.</dd>
        <dt>Versions</dt><dd>Answers carry an <code>ETag</code>. <code>If-None-Match</code> saves the body; <code>If-Match</code> refuses a change of what has changed meanwhile.</dd>
        <dt>Limits</dt><dd><code>X-Shopify-Shop-Api-Call-Limit</code> and <code>X-Rate-Limit-*</code> say what is left. After 429, wait for <code>Retry-After</code> seconds.</dd>
        <dt>Help</dt><dd>Every answer has an <code>X-Request-Id</code>. Quote it when something is wrong.</dd>
        </dl>
        <p>The examples read the key from a variable:</p>
        <pre><code>export STOA_KEY=ic_key_…</code></pre>
        </section>

        """

    static let resources = """
        {{#groups}}<section id="{{anchor}}">
        <h2>{{heading}}</h2>
        <p>{{summary}} {{placement}} <span class="muted">Module <code>{{module}}</code>.</span></p>
        {{#operations}}<details>
        <summary><b class="method {{color}}">{{method}}</b> <code>{{path}}</code> <span class="does">{{title}}</span> <span class="tag">{{scope}}</span></summary>
        {{#calls}}<p>{{dialect}}</p><pre><code>{{command}}</code></pre>
        {{/calls}}</details>
        {{/operations}}{{#hasFields}}<h3>Fields</h3>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning and limits</th></tr></thead>
        <tbody>
        {{#fields}}<tr><th scope="row"><code>{{name}}</code></th><td>{{type}}</td><td>{{#flags}}<span class="tag">{{.}}</span> {{/flags}}{{#notes}}{{.}} {{/notes}}</td></tr>
        {{/fields}}</tbody>
        </table></div>
        {{/hasFields}}{{#hasFilters}}<h3>Filters</h3>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Parameter</th><th scope="col">Selects</th></tr></thead>
        <tbody>
        {{#filters}}<tr><th scope="row"><code>{{parameter}}</code></th><td>{{selects}}</td></tr>
        {{/filters}}</tbody>
        </table></div>
        {{/hasFilters}}</section>
        {{/groups}}
        """

    static let tables = """
        <section id="scopes">
        <h2>Scopes</h2>
        <p>A scope that begins with <code>write_</code> includes the <code>read_</code> of the same name; <code>all</code> includes every scope.</p>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Scope</th><th scope="col">Opens</th></tr></thead>
        <tbody>
        {{#scopes}}<tr><th scope="row"><code>{{name}}</code></th><td>{{caption}}<ul class="opens">{{#opens}}<li><b>{{method}}</b> <code>{{path}}</code></li>{{/opens}}</ul></td></tr>
        {{/scopes}}</tbody>
        </table></div>
        </section>
        <section id="errors">
        <h2>Errors</h2>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Meaning</th></tr></thead>
        <tbody>
        {{#errors}}<tr><th scope="row">{{status}}</th><td><code>{{name}}</code></td><td>{{meaning}}</td></tr>
        {{/errors}}</tbody>
        </table></div>
        </section>

        """
}
