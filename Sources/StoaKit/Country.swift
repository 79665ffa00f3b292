/// A country or territory of ISO 3166-1.
///
///     Country.code("DE")?.name                          // Germany
///     Country.named("united states")?.province("TX")    // code TX, name Texas
///
/// Kosovo is among them: carriers and customs use its code XK, which the standard only sets aside.
public struct Country: Equatable, Sendable {
    /// A part of a country that its addresses name: a state, a province, a prefecture.
    public struct Province: Equatable, Sendable {
        /// Unique in the country: `CA` in the United States, `JP-13` in Japan.
        public let code: String
        /// What it is called; in English, or as it calls itself where that is how mail is addressed.
        public let name: String
    }

    /// Two capital letters.
    public let code: String
    /// What it is called in English.
    public let name: String
    /// Its provinces, where addresses need one and they are known; else none.
    public let provinces: [Province]
    private let otherNames: [String]

    /// Every country, by code.
    public static let all: [Country] = parse(table)

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })
    private static let byName = Dictionary(
        uniqueKeysWithValues: all.flatMap { country in
            ([country.name] + country.otherNames).map { (NameFold.fold($0), country) }
        })

    /// The country with a code of two letters, whatever their case; nil if there is none.
    public static func code(_ code: String) -> Country? {
        byCode[code] ?? byCode[code.uppercased()]
    }

    /// The country that is called so, in English, whatever the case and with or without accents; nil if there is none.
    ///
    /// Further names in use count too: Turkey and Türkiye, Hong Kong, USA.
    public static func named(_ name: String) -> Country? {
        byName[NameFold.fold(name)]
    }

    /// The province with this code or name, whatever the case and with or without accents; nil if there is none.
    public func province(_ text: String) -> Province? {
        let folded = NameFold.fold(text)
        return provinces.first { NameFold.fold($0.code) == folded }
            ?? provinces.first { NameFold.fold($0.name) == folded }
    }

    private static func parse(_ table: String) -> [Country] {
        entries(of: table).map { entry in
            let names = entry.dropFirst(3).split(separator: "=").map(String.init)
            let code = String(entry.prefix(2))
            return Country(
                code: code, name: names[0],
                provinces: entries(of: provincesByCountry[code] ?? "").map(Province.init),
                otherNames: Array(names[1...]))
        }
    }

    private static func entries(of table: String) -> [Substring] {
        table.split { $0 == ";" || $0 == "\n" }.map { $0.drop { $0 == " " } }
    }
}

extension Country.Province {
    /// From `code=name`.
    fileprivate init(_ entry: Substring) {
        code = String(entry.prefix { $0 != "=" })
        name = String(entry.dropFirst(code.count + 1))
    }
}

/// Names as they are compared.
private enum NameFold {
    static func fold(_ name: String) -> String {
        name.lowercased().reduce(into: "") { $0 += plain[$1] ?? String($1) }
    }

    /// Letters without their marks, and one way to write what has two.
    private static let plain: [Character: String] = {
        var plain: [Character: String] = ["&": "and", "’": "'"]
        for group in "aáàâãäå cç eéèêë iíìîï nñ oóòôõöø uúùûü yý".split(separator: " ") {
            for letter in group.dropFirst() { plain[letter] = String(group.prefix(1)) }
        }
        return plain
    }()
}

extension Country {
    /// Code and name, after that further names.
    ///
    /// Codes as of 2025; names are those of the Unicode CLDR, which are shorter than the standard's.
    private static let table = """
        AD Andorra; AE United Arab Emirates=UAE; AF Afghanistan; AG Antigua & Barbuda; AI Anguilla; AL Albania
        AM Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba
        AX Åland Islands; AZ Azerbaijan; BA Bosnia & Herzegovina; BB Barbados; BD Bangladesh; BE Belgium
        BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin; BL St. Barthélemy=Saint Barthélemy
        BM Bermuda; BN Brunei=Brunei Darussalam; BO Bolivia
        BQ Caribbean Netherlands=Bonaire, Sint Eustatius and Saba; BR Brazil; BS Bahamas=The Bahamas; BT Bhutan
        BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos (Keeling) Islands
        CD Congo - Kinshasa=Democratic Republic of the Congo=DR Congo; CF Central African Republic
        CG Congo - Brazzaville=Republic of the Congo=Congo; CH Switzerland; CI Côte d’Ivoire=Ivory Coast
        CK Cook Islands; CL Chile; CM Cameroon; CN China; CO Colombia; CR Costa Rica; CU Cuba
        CV Cape Verde=Cabo Verde; CW Curaçao; CX Christmas Island; CY Cyprus; CZ Czechia=Czech Republic; DE Germany
        DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt
        EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI Finland; FJ Fiji
        FK Falkland Islands=Falkland Islands (Malvinas); FM Micronesia; FO Faroe Islands; FR France; GA Gabon
        GB United Kingdom=UK=Great Britain; GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana
        GI Gibraltar; GL Greenland; GM Gambia=The Gambia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece
        GS South Georgia & South Sandwich Islands=South Georgia and the South Sandwich Islands; GT Guatemala
        GU Guam; GW Guinea-Bissau; GY Guyana; HK Hong Kong SAR=Hong Kong; HM Heard Island & McDonald Islands
        HN Honduras; HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India
        IO British Indian Ocean Territory; IQ Iraq; IR Iran=Islamic Republic of Iran; IS Iceland; IT Italy
        JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros
        KN St. Kitts & Nevis=Saint Kitts and Nevis; KP North Korea
        KR South Korea=Republic of Korea=Korea, Republic of; KW Kuwait; KY Cayman Islands; KZ Kazakhstan
        LA Laos=Lao People's Democratic Republic; LB Lebanon; LC St. Lucia=Saint Lucia; LI Liechtenstein
        LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Morocco
        MC Monaco; MD Moldova=Republic of Moldova; ME Montenegro; MF St. Martin=Saint Martin; MG Madagascar
        MH Marshall Islands; MK North Macedonia=Macedonia; ML Mali; MM Myanmar (Burma)=Myanmar=Burma; MN Mongolia
        MO Macao SAR=Macao=Macau; MP Northern Mariana Islands; MQ Martinique; MR Mauritania; MS Montserrat; MT Malta
        MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Mozambique; NA Namibia; NC New Caledonia
        NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands=The Netherlands; NO Norway; NP Nepal
        NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New Guinea
        PH Philippines; PK Pakistan; PL Poland; PM St. Pierre & Miquelon=Saint Pierre and Miquelon
        PN Pitcairn Islands=Pitcairn; PR Puerto Rico; PS Palestinian Territories=Palestine=State of Palestine
        PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE Réunion; RO Romania; RS Serbia
        RU Russia=Russian Federation; RW Rwanda; SA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan
        SE Sweden; SG Singapore
        SH St. Helena, Ascension & Tristan da Cunha=Saint Helena, Ascension and Tristan da Cunha=St. Helena=Saint Helena
        SI Slovenia; SJ Svalbard & Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia
        SR Suriname; SS South Sudan; ST São Tomé & Príncipe; SV El Salvador; SX Sint Maarten
        SY Syria=Syrian Arab Republic; SZ Eswatini=Swaziland; TC Turks & Caicos Islands; TD Chad
        TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL Timor-Leste=East Timor
        TM Turkmenistan; TN Tunisia; TO Tonga; TR Türkiye=Turkey; TT Trinidad & Tobago; TV Tuvalu; TW Taiwan
        TZ Tanzania=United Republic of Tanzania; UA Ukraine; UG Uganda
        UM U.S. Outlying Islands=United States Minor Outlying Islands; US United States=United States of America=USA
        UY Uruguay; UZ Uzbekistan; VA Vatican City=Holy See=Vatican
        VC St. Vincent & Grenadines=Saint Vincent and the Grenadines; VE Venezuela
        VG British Virgin Islands=Virgin Islands, British; VI U.S. Virgin Islands=Virgin Islands, U.S.
        VN Vietnam=Viet Nam; VU Vanuatu; WF Wallis & Futuna; WS Samoa; XK Kosovo; YE Yemen; YT Mayotte
        ZA South Africa; ZM Zambia; ZW Zimbabwe
        """
}
