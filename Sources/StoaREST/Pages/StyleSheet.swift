/// The style of the server's pages.
///
/// The content security policy names its hash, so it stands in the page byte for byte.
enum StyleSheet {
    static let text = """
        :root{color-scheme:light dark;--paper:#fff;--panel:#f6f7f9;--line:#e3e6ec;--ink:#161b26;--soft:#586174;--accent:#2756c9;
        --get:#17699b;--post:#1d7440;--put:#8d5b00;--delete:#b8323a;--mono:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,monospace}
        @media(prefers-color-scheme:dark){:root{--paper:#0f131b;--panel:#171c27;--line:#2a3140;--ink:#e8ebf2;--soft:#9ba5b8;--accent:#8fb0ff;
        --get:#74c0ee;--post:#73d399;--put:#ecb965;--delete:#ff979d}}
        *{box-sizing:border-box}
        html{scroll-behavior:smooth;scroll-padding-top:4.5rem;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        a{color:var(--accent);text-decoration:none}
        a:hover{text-decoration:underline}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
        code,pre{font-family:var(--mono);font-size:.85em}
        .skip{position:absolute;left:-99rem}
        .skip:focus{left:1rem;top:.6rem;z-index:3;background:var(--paper);padding:.2rem .6rem}
        header{position:sticky;top:0;z-index:2;display:flex;align-items:center;gap:.6rem;height:3.5rem;padding:0 max(1.5rem,calc(50vw - 36.5rem));
        background:var(--paper);border-bottom:1px solid var(--line)}
        .brand{display:flex;align-items:center;gap:.55rem;color:var(--ink);font-weight:650;font-size:1.1rem;letter-spacing:-.01em}
        .brand:hover{text-decoration:none}
        .brand svg{width:1.5rem;color:var(--accent)}
        .pill,.tag{font-size:.75rem;line-height:1.5;border-radius:99px;padding:.05rem .6rem;background:var(--panel);border:1px solid var(--line);
        color:var(--soft);white-space:nowrap}
        .warn{color:var(--put);border-color:currentColor}
        .frame{display:grid;grid-template-columns:14rem minmax(0,52rem);gap:3.5rem;max-width:76rem;margin:0 auto;padding:0 1.5rem}
        nav{position:sticky;top:3.5rem;align-self:start;max-height:calc(100vh - 3.5rem);overflow:auto;padding:2rem 0;font-size:.92rem}
        nav h2:not(:first-child){margin-top:1.4rem}
        nav h2{margin:0 0 .3rem;font-size:.75rem;font-weight:600;color:var(--soft);letter-spacing:.04em}
        nav ul{list-style:none;margin:0;padding:0}
        nav a{display:block;padding:.2rem 0;color:var(--ink)}
        nav a:hover{color:var(--accent);text-decoration:none}
        nav a::first-letter,main h2::first-letter{text-transform:uppercase}
        main{padding:2.5rem 0 4rem}
        section{margin-bottom:4rem}
        h1{font-size:2.4rem;line-height:1.15;letter-spacing:-.025em;margin:0 0 .8rem}
        main h2{font-size:1.55rem;line-height:1.25;letter-spacing:-.015em;margin:0 0 .5rem;padding-top:.5rem}
        h3{font-size:1rem;margin:2rem 0 .5rem}details>p{font-size:.8rem;color:var(--soft);margin:.8rem 1rem .25rem}
        p{margin:0 0 1rem}
        .lead{font-size:1.15rem;color:var(--soft);max-width:40rem}
        .muted{color:var(--soft)}
        .links{display:flex;flex-wrap:wrap;gap:.5rem}
        .links a{border:1px solid var(--line);border-radius:8px;padding:.35rem .8rem;font-size:.9rem}
        .links a:hover{border-color:var(--accent);text-decoration:none}
        .scroll+.note{margin-top:1rem}
        .note{border:1px solid;border-radius:8px;padding:.7rem 1rem;background:var(--panel);overflow-wrap:anywhere}
        .bad{color:var(--delete)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem}
        article{display:flex;flex-direction:column;border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.2rem;min-width:0}
        article h3{margin:0 0 .6rem}
        article p{margin:auto 0 0;padding-top:.9rem;font-size:.9rem}
        article dt{font-size:.75rem;color:var(--soft);margin-top:.5rem}
        dl,dd{margin:0;overflow-wrap:anywhere}
        .rules{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.7rem 1rem;margin-bottom:1.2rem}
        .rules dt{font-weight:600}
        .rules code,td>code,.note code{background:var(--panel);border-radius:4px;padding:.1em .3em}
        pre{margin:0;padding:.7rem .9rem;background:var(--panel);border:1px solid var(--line);border-radius:8px;overflow-x:auto}
        pre code{user-select:all;-webkit-user-select:all;white-space:pre}
        details{overflow:hidden;border:1px solid var(--line);border-bottom-width:0}
        details:first-of-type{border-radius:12px 12px 0 0}details:last-of-type{border-radius:0 0 12px 12px;border-bottom-width:1px}
        details:only-of-type{border-radius:12px}
        details[open]{padding-bottom:1rem}
        details>pre{margin:0 1rem}
        summary{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem .7rem;padding:.55rem 1rem;cursor:pointer;list-style:none}
        summary::-webkit-details-marker{display:none}
        summary:hover,details[open]>summary{background:var(--panel)}summary:focus-visible{outline-offset:-3px}
        summary::after{content:"";width:.45rem;height:.45rem;border:solid var(--soft);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg);transition:transform .15s}
        [open]>summary::after{transform:rotate(45deg)}
        summary code{overflow-wrap:anywhere}
        .does{color:var(--soft);font-size:.9rem;margin-left:auto}
        .method{font:600 .72rem/1.6 var(--mono);min-width:4.2rem;text-align:center;border-radius:6px;background:color-mix(in srgb,currentColor 12%,transparent)}
        .get{color:var(--get)}.post{color:var(--post)}.put,.patch{color:var(--put)}.delete{color:var(--delete)}
        .scroll{overflow-x:auto}
        table{width:100%;border-collapse:collapse;font-size:.92rem}
        th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line)}
        thead th{font-size:.8rem;font-weight:500;color:var(--soft)}
        tbody th{font-weight:500}.opens{list-style:none;columns:2 16rem;margin:.3rem 0 0;padding:0;font-size:.85rem;color:var(--soft)}
        .opens b{font:500 .8em var(--mono)}
        footer{border-top:1px solid var(--line);padding:1.5rem;text-align:center;color:var(--soft);font-size:.85rem}
        @media(max-width:56rem){.frame{display:block;padding:0 1.1rem}header{padding:0 1.1rem}nav{position:static;max-height:none;padding:1.2rem 0 0;
        border-bottom:1px solid var(--line)}nav h2{display:none}nav ul{display:flex;overflow-x:auto;gap:1.1rem;white-space:nowrap}
        main{padding-top:1.8rem}h1{font-size:1.9rem}summary::after{margin-left:auto}.does{margin-left:0;width:100%;order:3}.rules{grid-template-columns:1fr;gap:.1rem}.rules dd{margin-bottom:.7rem}}
        @media(prefers-reduced-motion){html{scroll-behavior:auto}}
        """
}
