"""Just enough reading of Swift and C for tidy.py: words, strings, and where functions begin and end."""
import re

BLANKED = re.compile(r"//|/\*|#*\"|'")
CHARACTER = re.compile(r"'(\\.[^']*|[^'\\\n])'")
STRING_START = re.compile(r'(#*)("""|")')
SWIFT_FUNCTION = re.compile(
    r"\bfunc\s+(?:`[^`]*`|[^\s(<]+)|(?<!\.)\b(?:init[?!]?(?=\s*[(<])|deinit\b|subscript(?=\s*[(<]))"
)
SIGNATURE_GOES_ON = re.compile(r"\s*(\{|->|where\b|throws\b|rethrows\b|async\b|\()")


def words(text):
    """The words of names and prose, in lower case: "restAPIVersion of a_thing" is rest, api, version, of, a, thing."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", text)]


def strings(text):
    """The contents of plain string literals."""
    return re.findall(r'"((?:[^"\\\n]|\\.)*)"', text)


def blank_comments_and_strings(text):
    """The text with comments and the insides of strings as spaces, so that lines and columns stay."""
    out, i = [], 0
    while opening := BLANKED.search(text, i):
        start = opening.start()
        end = _end_of_comment(text, start) or _end_of_string(text, start) or start
        out += [text[i:start], re.sub(r"[^\n]", " ", text[start:end])]
        if end == start:
            out.append(text[start])
            end += 1
        i = end
    return "".join(out) + text[i:]


def _end_of_comment(text, start):
    if text.startswith("//", start):
        end = text.find("\n", start)
        return len(text) if end < 0 else end
    if not text.startswith("/*", start):
        return None
    depth, i = 0, start
    while i < len(text):
        if text.startswith("/*", i):
            depth, i = depth + 1, i + 2
        elif text.startswith("*/", i):
            depth, i = depth - 1, i + 2
            if depth == 0:
                return i
        else:
            i += 1
    return len(text)


def _end_of_string(text, start):
    """Swift's "…", triple-quoted and #"…"# forms with interpolation; C's strings and characters are a part of these."""
    character = CHARACTER.match(text, start)
    if character:
        return character.end()
    opening = STRING_START.match(text, start)
    if not opening:
        return None
    hashes, quote = opening.groups()
    closing, escape, i = quote + hashes, "\\" + hashes, opening.end()
    while i < len(text):
        if text.startswith(closing, i):
            return i + len(closing)
        if text.startswith(escape + "(", i):
            i = _end_of_parentheses(text, i + len(escape))
        elif text.startswith(escape, i):
            i += len(escape) + 1
        elif text[i] == "\n" and quote == '"':
            return i
        else:
            i += 1
    return len(text)


def _end_of_parentheses(text, start):
    depth, i = 0, start
    while i < len(text):
        nested = _end_of_string(text, i)
        if nested is not None:
            i = nested
            continue
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        i += 1
        if depth == 0:
            return i
    return len(text)


def _end_of_block(code, start):
    depth = 0
    for brace in re.compile("[{}]").finditer(code, start):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    return len(code)


def _body_start(code, start):
    """Where the body of the Swift function whose name ends at `start` opens; None for a requirement without one."""
    depth = 0
    for i in range(start, len(code)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(code[i], 0)
        if depth > 0:
            continue
        if depth < 0 or code[i] == "}":
            return None
        if code[i] == "{":
            return i
        if code[i] == "\n" and not SIGNATURE_GOES_ON.match(code, i):
            return None
    return None


def swift_functions(text):
    """Name, first and last line of every function, initialiser and subscript with a body."""
    code = blank_comments_and_strings(text)
    found = []
    for match in SWIFT_FUNCTION.finditer(code):
        body = _body_start(code, match.end())
        if body is not None:
            lines = [code.count("\n", 0, at) + 1 for at in (match.start(), _end_of_block(code, body))]
            found.append((match.group().removeprefix("func").strip(), *lines))
    return found


def c_functions(text):
    """Name, first and last line of every function definition: a line that starts in column 0 and ends in a brace."""
    code = blank_comments_and_strings(text)
    found = []
    for match in re.finditer(r"^[A-Za-z_][^;{}=#]*?\b(\w+)\([^;{}]*\)\s*\{", code, re.MULTILINE):
        lines = [code.count("\n", 0, at) + 1 for at in (match.start(), _end_of_block(code, match.end() - 1))]
        found.append((match.group(1), *lines))
    return found
