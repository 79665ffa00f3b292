/// Lower-case Latin letters with their marks taken off: é is e, ß is ss, ø is o.
///
/// Generated from Unicode's compatibility decompositions, plus the letters with a stroke or hook, which have none.
enum LatinFold {
    /// The ASCII letters for a lower-case Latin letter outside ASCII, or nil if it is not one of the known ones.
    static func letters(for scalar: Unicode.Scalar) -> String? {
        if let letters = several[scalar] { return letters }
        for block in blocks {
            guard scalar.value >= block.first, scalar.value < block.first + UInt32(block.letters.utf8CodeUnitCount)
            else {
                continue
            }
            let letter = block.letters.utf8Start[Int(scalar.value - block.first)]
            return letter == UInt8(ascii: ".") ? nil : String(Unicode.Scalar(letter))
        }
        return nil
    }

    private static let several: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "ǣ": "ae", "ǽ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij", "ǆ": "dz", "ǳ": "dz", "ǉ": "lj",
        "ǌ": "nj",
    ]

    /// One letter per code point from `first`; a point where there is none.
    private static let blocks: [(first: UInt32, letters: StaticString)] = [
        (0xE0, "aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"),
        (0x100, ".a.a.a.c.c.c.c.d.d.e.e.e.e.e.g.g.g.g.h.h.i.i.i.i.i...j.kk.l.l.l.l.l.n.n.nn.n.o.o.o...r.r.r.s.s.s"),
        (0x160, ".s.t.t.t.u.u.u.u.u.u.w.y..z.z.zsb..b....c...d.....f......kl...n..o...p.....t.t..u...y.z........."),
        (0x1C0, "..............a.i.o.u.u.u.u.u..a.a...g.g.k.o.o..j....g...n.a...o.a.a.e.e.i.i.o.o.r.r.u.u.s.t...h"),
        (0x220, ".d...z.a.e.o.o.o.o.ylnt.....c..sz......e.j...r.y"),
        (0x1E00, ".a.b.b.b.c.d.d.d.d.d.e.e.e.e.e.f.g.h.h.h.h.h.i.i.k.k.k.l.l.l.l.m.m.m.n.n.n.n.o.o.o.o.p.p.r.r.r.r"),
        (0x1E60, ".s.s.s.s.s.t.t.t.t.u.u.u.u.u.v.v.w.w.w.w.w.x.x.y.z.z.zhtwyasss...a.a.a.a.a.a.a.a.a.a.a.a.e.e.e.e"),
        (0x1EC0, ".e.e.e.e.i.i.o.o.o.o.o.o.o.o.o.o.o.o.u.u.u.u.u.u.u.y.y.y.y......"),
    ]
}
