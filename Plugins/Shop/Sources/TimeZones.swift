/// The time zones of the IANA database, and how far they are from UTC in winter.
package enum TimeZones {
    /// The offset of standard time, `-05:00`; nil if there is no zone of this name.
    ///
    /// When a zone has daylight saving time changes from year to year, by decree; that takes the database itself.
    package static func offset(of name: String) -> String? {
        offsets[name]
    }

    private static let offsets: [String: String] = {
        var offsets = ["UTC": "+00:00", "Etc/UTC": "+00:00"]
        var (region, offset) = ("", "")
        for word in table.split(whereSeparator: \.isWhitespace) {
            if word.last == ":" {
                region = String(word.dropLast()) + "/"
            } else if word.first == "+" || word.first == "-" {
                offset = "\(word.prefix(3)):\(word.suffix(2))"
            } else {
                offsets[region + word] = offset
            }
        }
        return offsets
    }()

    /// Per region, offsets in ascending sequence with the zones that have them: zone.tab of release 2025b.
    private static let table = """
        Africa: +0000 Abidjan Accra Bamako Banjul Bissau Conakry Dakar Freetown Lome Monrovia Nouakchott Ouagadougou
        Sao_Tome +0100 Algiers Bangui Brazzaville Casablanca Ceuta Douala El_Aaiun Kinshasa Lagos Libreville Luanda
        Malabo Ndjamena Niamey Porto-Novo Tunis +0200 Blantyre Bujumbura Cairo Gaborone Harare Johannesburg Juba
        Khartoum Kigali Lubumbashi Lusaka Maputo Maseru Mbabane Tripoli Windhoek +0300 Addis_Ababa Asmara
        Dar_es_Salaam Djibouti Kampala Mogadishu Nairobi
        America: -1000 Adak -0900 Anchorage Juneau Metlakatla Nome Sitka Yakutat -0800 Los_Angeles Tijuana Vancouver
        -0700 Boise Cambridge_Bay Ciudad_Juarez Creston Dawson Dawson_Creek Denver Edmonton Fort_Nelson Hermosillo
        Inuvik Mazatlan Phoenix Whitehorse -0600 Bahia_Banderas Belize Chicago Chihuahua Costa_Rica El_Salvador
        Guatemala Indiana/Knox Indiana/Tell_City Managua Matamoros Menominee Merida Mexico_City Monterrey
        North_Dakota/Beulah North_Dakota/Center North_Dakota/New_Salem Ojinaga Rankin_Inlet Regina Resolute
        Swift_Current Tegucigalpa Winnipeg -0500 Atikokan Bogota Cancun Cayman Detroit Eirunepe Grand_Turk Guayaquil
        Havana Indiana/Indianapolis Indiana/Marengo Indiana/Petersburg Indiana/Vevay Indiana/Vincennes Indiana/Winamac
        Iqaluit Jamaica Kentucky/Louisville Kentucky/Monticello Lima Nassau New_York Panama Port-au-Prince Rio_Branco
        Toronto -0400 Anguilla Antigua Aruba Barbados Blanc-Sablon Boa_Vista Campo_Grande Caracas Cuiaba Curacao
        Dominica Glace_Bay Goose_Bay Grenada Guadeloupe Guyana Halifax Kralendijk La_Paz Lower_Princes Manaus Marigot
        Martinique Moncton Montserrat Port_of_Spain Porto_Velho Puerto_Rico Santiago Santo_Domingo St_Barthelemy
        St_Kitts St_Lucia St_Thomas St_Vincent Thule Tortola -0330 St_Johns -0300 Araguaina Argentina/Buenos_Aires
        Argentina/Catamarca Argentina/Cordoba Argentina/Jujuy Argentina/La_Rioja Argentina/Mendoza
        Argentina/Rio_Gallegos Argentina/Salta Argentina/San_Juan Argentina/San_Luis Argentina/Tucuman
        Argentina/Ushuaia Asuncion Bahia Belem Cayenne Coyhaique Fortaleza Maceio Miquelon Montevideo Paramaribo
        Punta_Arenas Recife Santarem Sao_Paulo -0200 Noronha Nuuk Scoresbysund +0000 Danmarkshavn
        Antarctica: -0300 Palmer Rothera +0000 Troll +0300 Syowa +0500 Mawson Vostok +0700 Davis +0800 Casey +1000
        DumontDUrville Macquarie +1200 McMurdo
        Arctic: +0100 Longyearbyen
        Asia: +0200 Beirut Famagusta Gaza Hebron Jerusalem Nicosia +0300 Aden Amman Baghdad Bahrain Damascus Kuwait
        Qatar Riyadh +0330 Tehran +0400 Baku Dubai Muscat Tbilisi Yerevan +0430 Kabul +0500 Almaty Aqtau Aqtobe
        Ashgabat Atyrau Dushanbe Karachi Oral Qostanay Qyzylorda Samarkand Tashkent Yekaterinburg +0530 Colombo
        Kolkata +0545 Kathmandu +0600 Bishkek Dhaka Omsk Thimphu Urumqi +0630 Yangon +0700 Bangkok Barnaul Ho_Chi_Minh
        Hovd Jakarta Krasnoyarsk Novokuznetsk Novosibirsk Phnom_Penh Pontianak Tomsk Vientiane +0800 Brunei Hong_Kong
        Irkutsk Kuala_Lumpur Kuching Macau Makassar Manila Shanghai Singapore Taipei Ulaanbaatar +0900 Chita Dili
        Jayapura Khandyga Pyongyang Seoul Tokyo Yakutsk +1000 Ust-Nera Vladivostok +1100 Magadan Sakhalin
        Srednekolymsk +1200 Anadyr Kamchatka
        Atlantic: -0400 Bermuda -0300 Stanley -0200 South_Georgia -0100 Azores Cape_Verde +0000 Canary Faroe Madeira
        Reykjavik St_Helena
        Australia: +0800 Perth +0845 Eucla +0930 Adelaide Broken_Hill Darwin +1000 Brisbane Hobart Lindeman Melbourne
        Sydney +1030 Lord_Howe
        Europe: +0000 Dublin Guernsey Isle_of_Man Jersey Lisbon London +0100 Amsterdam Andorra Belgrade Berlin
        Bratislava Brussels Budapest Busingen Copenhagen Gibraltar Ljubljana Luxembourg Madrid Malta Monaco Oslo Paris
        Podgorica Prague Rome San_Marino Sarajevo Skopje Stockholm Tirane Vaduz Vatican Vienna Warsaw Zagreb Zurich
        +0200 Athens Bucharest Chisinau Helsinki Kaliningrad Kyiv Mariehamn Riga Sofia Tallinn Vilnius +0300 Istanbul
        Kirov Minsk Moscow Simferopol Volgograd +0400 Astrakhan Samara Saratov Ulyanovsk
        Indian: +0300 Antananarivo Comoro Mayotte +0400 Mahe Mauritius Reunion +0500 Kerguelen Maldives +0600 Chagos
        +0630 Cocos +0700 Christmas
        Pacific: -1100 Midway Niue Pago_Pago -1000 Honolulu Rarotonga Tahiti -0930 Marquesas -0900 Gambier -0800
        Pitcairn -0600 Easter Galapagos +0900 Palau +1000 Chuuk Guam Port_Moresby Saipan +1100 Bougainville Efate
        Guadalcanal Kosrae Norfolk Noumea Pohnpei +1200 Auckland Fiji Funafuti Kwajalein Majuro Nauru Tarawa Wake
        Wallis +1245 Chatham +1300 Apia Fakaofo Kanton Tongatapu +1400 Kiritimati
        """
}
