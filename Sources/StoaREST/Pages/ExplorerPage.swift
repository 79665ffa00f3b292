/// The page at `/explorer`: asks the GraphQL API, and shows its schema.
///
/// One document whose only script and style stand in it, so that it works offline; it talks to this server alone.
package enum ExplorerPage {
    /// The page as HTML.
    package static let html: [UInt8] = Array(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>GraphQL explorer</title>
        <link rel="icon" href="data:,">
        <style>\(style)</style>
        </head>
        <body>
        <header><a href="/">Stoa</a><h1>GraphQL explorer</h1>
        <label>Access key <input id="key" type="password" autocomplete="off" spellcheck="false"></label>
        <button id="run" type="button">Run</button><button id="load" type="button">Load the schema</button>
        <span id="status" role="status"></span></header>
        <main>
        <section><label for="query">Query</label>
        <textarea id="query" spellcheck="false">{
          shop {
            name
          }
        }</textarea>
        <label for="variables">Variables, in JSON</label>
        <textarea id="variables" spellcheck="false"></textarea></section>
        <section><label for="answer">Answer</label><pre id="answer" tabindex="0"></pre></section>
        <aside aria-label="Schema"><label>Find a type or field <input id="find" type="search"></label>
        <div id="types"></div></aside>
        </main>
        <script>\(script)</script>
        </body>
        </html>

        """.utf8)

    /// Value of the header Content-Security-Policy: nothing runs but the one script, which reaches this server alone.
    package static let contentSecurityPolicy: String =
        "default-src 'none'; script-src '\(PageHash.of(script))'; style-src '\(PageHash.of(style))'; "
        + "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static let style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8882;--mono:ui-monospace,"SF Mono",Menlo,Consolas,monospace}
        *{box-sizing:border-box}
        body{margin:0;height:100vh;display:flex;flex-direction:column;font:15px/1.5 system-ui,sans-serif}
        header{display:flex;flex-wrap:wrap;align-items:center;gap:.8rem;padding:.6rem 1rem;border-bottom:1px solid var(--line)}
        h1{font-size:1rem;margin:0 auto 0 0}
        main{flex:1;min-height:0;display:grid;grid-template-columns:1fr 1fr 20rem}
        section,aside{display:flex;flex-direction:column;min-height:0;padding:.8rem 1rem;gap:.4rem;border-right:1px solid var(--line)}
        textarea,pre{flex:3;margin:0;padding:.6rem;font:13px/1.5 var(--mono);border:1px solid var(--line);border-radius:6px;
        background:var(--soft);color:inherit;overflow:auto;resize:none;white-space:pre}
        #variables{flex:1}
        #types{overflow:auto;font:13px/1.5 var(--mono)}
        summary{cursor:pointer}
        details div{padding-left:1rem}
        details p{margin:.2rem 0;font-family:system-ui,sans-serif;opacity:.75}
        @media(max-width:60rem){main{grid-template-columns:1fr;overflow:auto}section,aside{min-height:18rem}}
        """

    private static let script = """
        "use strict";
        const part = id => document.getElementById(id);
        const say = text => { part("status").textContent = text; };

        // Asks the server; the key stays in this page.
        async function ask(query, variables) {
          const reply = await fetch("/graphql", {
            method: "POST",
            headers: {"Content-Type": "application/json", "Authorization": "Bearer " + part("key").value.trim()},
            body: JSON.stringify({query, variables})
          });
          return {status: reply.status, text: await reply.text()};
        }

        function pretty(text) {
          try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
        }

        async function run() {
          const written = part("variables").value.trim();
          let variables;
          try { variables = written ? JSON.parse(written) : undefined; } catch { return say("The variables are no JSON."); }
          say("…");
          try {
            const {status, text} = await ask(part("query").value, variables);
            part("answer").textContent = pretty(text);
            say("Status " + status);
          } catch { say("The server does not answer."); }
        }

        const OF_TYPE = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
        const SCHEMA = `{ __schema { types { kind name description enumValues { name }
          inputFields { name description type { ${OF_TYPE} } }
          fields { name description args { name type { ${OF_TYPE} } } type { ${OF_TYPE} } } } } }`;

        function spelled(type) {
          if (type.kind === "NON_NULL") return spelled(type.ofType) + "!";
          return type.kind === "LIST" ? "[" + spelled(type.ofType) + "]" : type.name;
        }

        function element(name, text, ...children) {
          const made = document.createElement(name);
          if (text) made.textContent = text;
          made.append(...children);
          return made;
        }

        function member(one) {
          const args = (one.args || []).map(arg => arg.name + ": " + spelled(arg.type)).join(", ");
          const made = element("div", one.name + (args ? "(" + args + ")" : "") + (one.type ? ": " + spelled(one.type) : ""));
          made.title = one.description || "";
          return made;
        }

        function show(types) {
          part("types").replaceChildren(...types.filter(type => !type.name.startsWith("__")).map(type => {
            const members = type.fields || type.inputFields || type.enumValues || [];
            return element("details", "", element("summary", type.name), element("p", type.description || type.kind),
              ...members.map(member));
          }));
        }

        function find() {
          const wanted = part("find").value.toLowerCase();
          for (const type of part("types").children) {
            type.hidden = !type.textContent.toLowerCase().includes(wanted);
          }
        }

        async function load() {
          say("…");
          try {
            const {status, text} = await ask(SCHEMA);
            const answer = status === 200 ? JSON.parse(text) : {};
            if (!answer.data) { part("answer").textContent = pretty(text); return say("Status " + status); }
            show(answer.data.__schema.types);
            find();
            say("");
          } catch { say("The server does not answer."); }
        }

        part("run").addEventListener("click", run);
        part("load").addEventListener("click", load);
        part("find").addEventListener("input", find);
        part("query").addEventListener("keydown", event => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
        });
        """
}
