#include "dns/zone_file.h"

#include "support/catch.h"
#include "support/memory_files.h"
using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::MemoryFiles;

static Name name(const std::string& text) { return *Name::parse(text); }

static Result<Zone, ZoneError> read(const MemoryFiles& files, const std::string& domain = "") {
  return read_zone_file("zones/acme.zone", files, {domain.empty() ? std::nullopt : Name::parse(domain)});
}

static Result<Zone, ZoneError> read_text(const std::string& text, const std::string& domain = "") {
  return read(MemoryFiles({{"zones/acme.zone", text}}), domain);
}

static Zone zone(const std::string& text, const std::string& domain = "") {
  auto zone = read_text(text, domain);
  if (!zone) FAIL(zone.error().to_string());
  return std::move(*zone);
}

static std::vector<Record> records(const Zone& zone, const std::string& owner, Type type) {
  const auto node = zone.nodes.find(name(owner));
  if (node == zone.nodes.end() || !node->second.contains(type)) return {};
  return node->second.at(type);
}

static std::vector<std::string> texts(const Zone& zone, const std::string& owner, Type type) {
  std::vector<std::string> result;
  for (const Record& record : records(zone, owner, type)) result.push_back(record_text(record));
  return result;
}

using Texts = std::vector<std::string>;

TEST_CASE("a zone file is read, every record with its place", "[dns][zone]") {
  const Zone acme = zone(
      "$ORIGIN acme.example.\n"
      "$TTL 1h\n"
      "@ IN SOA ns1 hostmaster.acme.example. (\n"
      "    2024010101 ; serial\n"
      "    2h 15m 2w 5m )\n"
      "  NS ns1\n"
      "  300 IN MX 10 mx1\n"
      "  IN 600 MX 20 mx2.other.test.\n"
      "  TXT ( \"v=spf1 \"\n"
      "        \"-all\" )\n"
      "ns1 A 185.10.20.10\n"
      "    AAAA 2a00::1\n");
  CHECK(acme.origin == name("acme.example"));
  CHECK(acme.file == "zones/acme.zone");
  CHECK(acme.warnings.empty());
  CHECK(texts(acme, "acme.example", Type::soa) ==
        Texts{"acme.example. 3600 IN SOA ns1.acme.example. hostmaster.acme.example. 2024010101 7200 900 1209600 300"});
  CHECK(texts(acme, "acme.example", Type::mx) ==
        Texts{"acme.example. 300 IN MX 10 mx1.acme.example.", "acme.example. 600 IN MX 20 mx2.other.test."});
  CHECK(texts(acme, "acme.example", Type::txt) == Texts{R"(acme.example. 3600 IN TXT "v=spf1 " "-all")"});
  CHECK(texts(acme, "ns1.acme.example", Type::aaaa) == Texts{"ns1.acme.example. 3600 IN AAAA 2a00::1"});

  CHECK(records(acme, "acme.example", Type::soa)[0].place == Place{"zones/acme.zone", 3});
  CHECK(records(acme, "acme.example", Type::ns)[0].place == Place{"zones/acme.zone", 6});
  CHECK(records(acme, "acme.example", Type::txt)[0].place == Place{"zones/acme.zone", 9});
  CHECK(records(acme, "ns1.acme.example", Type::a)[0].place == Place{"zones/acme.zone", 11});
}

TEST_CASE("the origin is the SOA's owner, else the first $ORIGIN, else the domain", "[dns][zone]") {
  const auto [text, domain, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"$ORIGIN example.\nacme SOA n. h. 1 2 3 4 5\n", "other.test", "acme.example"},
      {"acme.example. A 1.1.1.1\nacme.example. SOA n. h. 1 2 3 4 5\n", "", "acme.example"},
      {"@ SOA n. h. 1 2 3 4 5\n", "acme.example", "acme.example"},
      {"$ORIGIN acme.example.\n@ A 1.1.1.1\n$ORIGIN sub.acme.example.\n", "other.test", "acme.example"},
      {"$ORIGIN .\n$ORIGIN acme.example.\n@ A 1.1.1.1\n", "", "acme.example"},
      {"$ORIGIN example.\n$ORIGIN acme\n@ A 1.1.1.1\n", "", "example"},
      {"@ A 1.1.1.1\n", "acme.example", "acme.example"},
      {"ACME.Example. A 1.1.1.1\n", "acme.example", "acme.example"},
  }));
  CAPTURE(text);
  CHECK(zone(text, domain).origin == name(expected));
}

TEST_CASE("names are completed by the origin in force", "[dns][zone]") {
  const Zone acme = zone(
      "$ORIGIN acme.example.\n"
      "a CNAME b\n"
      "c CNAME b.\n"
      "d CNAME @\n"
      "e\\. CNAME f\\\\.\n"
      "$ORIGIN sub\n"
      "a CNAME b\n"
      "*.w MX 10 @\n");
  CHECK(texts(acme, "a.acme.example", Type::cname) == Texts{"a.acme.example. 3600 IN CNAME b.acme.example."});
  CHECK(texts(acme, "c.acme.example", Type::cname) == Texts{"c.acme.example. 3600 IN CNAME b."});
  CHECK(texts(acme, "d.acme.example", Type::cname) == Texts{"d.acme.example. 3600 IN CNAME acme.example."});
  CHECK(texts(acme, "e\\..acme.example", Type::cname) == Texts{"e\\046.acme.example. 3600 IN CNAME f\\092."});
  CHECK(texts(acme, "a.sub.acme.example", Type::cname) ==
        Texts{"a.sub.acme.example. 3600 IN CNAME b.sub.acme.example."});
  CHECK(texts(acme, "*.w.sub.acme.example", Type::mx) ==
        Texts{"*.w.sub.acme.example. 3600 IN MX 10 sub.acme.example."});
}

TEST_CASE("a record without TTL takes $TTL, the last one written, the SOA's minimum or an hour", "[dns][zone]") {
  const std::string soa = "@ SOA n. h. 1 2 3 4 120\n", soa_ttl = "@ 900 SOA n. h. 1 2 3 4 120\n", a = "a A 1.1.1.1\n";
  const auto [text, expected] = GENERATE_COPY(table<std::string, std::chrono::seconds>({
      {a, 3600s},
      {"$TTL 60\n" + a, 60s},
      {"b 30 A 1.1.1.1\n" + a, 30s},
      {"$TTL 60\nb 30 A 1.1.1.1\n" + a, 60s},
      {"$TTL 60\n$TTL 90\n" + a, 90s},
      {soa + a, 120s},
      {a + soa, 120s},
      {soa_ttl + a, 900s},
      {soa + "b 30 A 1.1.1.1\n" + a, 30s},
      {"a 1h30m A 1.1.1.1\n", 5400s},
      {"a 1W2D A 1.1.1.1\n", 777600s},
      {"a 0 A 1.1.1.1\n", 0s},
  }));
  CAPTURE(text);
  const Zone acme = zone("$ORIGIN acme.example.\n" + text);
  CHECK(records(acme, "a.acme.example", Type::a).at(0).ttl == expected);
}

TEST_CASE("octets of TXT records survive", "[dns][zone]") {
  const auto [written, expected] = GENERATE(table<std::string, std::vector<std::string>>({
      {R"("\009\000\255")", {std::string("\x09\0\xFF", 3)}},
      {"\"caf\xC3\xA9 \xFF\"", {"caf\xC3\xA9 \xFF"}},
      {R"("a\"b\\" "\;")", {"a\"b\\", ";"}},
      {R"-("v=DKIM1; k=rsa" "p=(x)")-", {"v=DKIM1; k=rsa", "p=(x)"}},
      {"v=spf1 -all", {"v=spf1", "-all"}},
      {R"(a\;b \"c)", {"a;b", "\"c"}},
      {R"("")", {""}},
      {"\"a\tb\"", {"a\tb"}},
      {"\\# 3 02 4142", {"AB"}},
      {"\"" + std::string(255, 'x') + "\"", {std::string(255, 'x')}},
  }));
  CAPTURE(written);
  const Zone acme = zone("$ORIGIN acme.example.\n@ TXT " + written + "\n@ SPF " + written + "\n");
  CHECK(std::get<Txt>(records(acme, "acme.example", Type::txt).at(0).rdata).strings == expected);
  CHECK(std::get<Txt>(records(acme, "acme.example", Type::spf).at(0).rdata).strings == expected);
}

TEST_CASE("types and classes are read in all their spellings", "[dns][zone]") {
  const Zone acme = zone(
      "$ORIGIN acme.example.\n"
      "mx in mx 10 a\n"
      "mx CLASS1 TYPE15 20 b\n"
      "mx 60 A 1.1.1.1\n"
      "in TYPE1 \\# 4 01010101\n"
      "x TYPE65280 \\# 2 0A0B\n"
      "t TLSA 3 1 1 ab cd\n"
      "caa CAA 0 issue \"ca.example; x\"\n"
      "null MX 0 .\n");
  CHECK(records(acme, "mx.acme.example", Type::mx).size() == 2);
  CHECK(texts(acme, "in.acme.example", Type::a) == Texts{"in.acme.example. 60 IN A 1.1.1.1"});
  CHECK(texts(acme, "x.acme.example", static_cast<Type>(65280)) == Texts{"x.acme.example. 60 IN TYPE65280 \\# 2 0A0B"});
  CHECK(texts(acme, "t.acme.example", Type::tlsa) == Texts{"t.acme.example. 60 IN TLSA 3 1 1 ABCD"});
  CHECK(texts(acme, "null.acme.example", Type::mx) == Texts{"null.acme.example. 60 IN MX 0 ."});
}

TEST_CASE("a record written twice is one record", "[dns][zone]") {
  const Zone acme = zone("$ORIGIN acme.example.\n@ MX 10 mx1\n@ 60 MX 10 MX1.ACME.EXAMPLE.\n@ MX 20 mx1\n");
  CHECK(records(acme, "acme.example", Type::mx).size() == 2);
}

TEST_CASE("BOM and CRLF are fine", "[dns][zone]") {
  const Zone acme = zone("\xEF\xBB\xBF$ORIGIN acme.example.\r\n@ TXT \"x\"\r\n\r\n  MX 10 a\r\n");
  CHECK(texts(acme, "acme.example", Type::txt) == Texts{R"(acme.example. 3600 IN TXT "x")"});
  CHECK(records(acme, "acme.example", Type::mx).at(0).place->line == 4);
}

TEST_CASE("records outside the origin are left out with a warning", "[dns][zone]") {
  const Zone acme = zone("$ORIGIN acme.example.\n@ A 1.1.1.1\nother.test. A 1.1.1.1\nnotacme.example. A 1.1.1.1\n");
  CHECK(acme.nodes.size() == 1);
  REQUIRE(acme.warnings.size() == 1);
  CHECK(acme.warnings[0].place == Place{"zones/acme.zone", 3});
  CHECK(acme.warnings[0].message == "2 records outside acme.example ignored, the first other.test A");
}

TEST_CASE("names between the origin and an owner exist", "[dns][zone]") {
  const Zone acme = zone("$ORIGIN acme.example.\na.b.c A 1.1.1.1\n");
  CHECK(acme.nodes.size() == 4);
  CHECK(acme.nodes.contains(name("acme.example")));
  CHECK(acme.nodes.contains(name("c.acme.example")));
  CHECK(acme.nodes.at(name("b.c.acme.example")).empty());
}

TEST_CASE("an error names file, line and reason", "[dns][zone]") {
  const auto [text, line, message] = GENERATE(table<std::string, int, std::string>({
      {"@ A 1.2.3\n", 2, "cannot read the A record: it takes one IPv4 address"},
      {"@ A 1.2.3.4 5.6.7.8\n", 2, "one IPv4 address"},
      {"@ A\n", 2, "one IPv4 address"},
      {"\n@ A (\n1.2.3.4\nx )\n", 3, "one IPv4 address"},
      {"@ MX mx1\n", 2, "a preference from 0 to 65535"},
      {"@ MX 70000 mx1\n", 2, "a preference from 0 to 65535"},
      {"@ MX -1 mx1\n", 2, "a preference from 0 to 65535"},
      {"@ MX 10 \"mx1\"\n", 2, "cannot read the MX record"},
      {"@ MX 10 a..b\n", 2, "cannot read the MX record"},
      {"@ TXT\n", 2, "one or more strings"},
      {"@ TXT \"" + std::string(256, 'x') + "\"\n", 2, "a string of 256 octets: it holds at most 255"},
      {"@ TXT \"\\256\"\n", 2, "cannot read the TXT record"},
      {"@ TXXT x\n", 2, "\"TXXT\" is no record type"},
      {"@ ANY x\n", 2, "\"ANY\" is no record type"},
      {"@ OPT x\n", 2, "\"OPT\" is no record type"},
      {"@ 10x A 1.1.1.1\n", 2, "\"10x\" is no TTL"},
      {"@ 2147483648 A 1.1.1.1\n", 2, "\"2147483648\" is no TTL"},
      {"@ 60 60 A 1.1.1.1\n", 2, "\"60\" is no TTL"},
      {"@ CH A 1.1.1.1\n", 2, "class CH"},
      {"@ CLASS3 A 1.1.1.1\n", 2, "class CLASS3"},
      {"@ IN 60\n", 2, "ends before its type"},
      {"@\n", 2, "ends before its type"},
      {"  A 1.1.1.1\n", 2, "no owner"},
      {"a..b A 1.1.1.1\n", 2, "\"a..b\" is no domain name"},
      {"\"a\" A 1.1.1.1\n", 2, "a quoted string where a name is due"},
      {"a\\300 A 1.1.1.1\n", 2, "is no domain name"},
      {std::string(64, 'x') + " A 1.1.1.1\n", 2, "is no domain name"},
      {"@ A 1.1.1.1\n\n@ TXT \"x\n", 4, "a quoted string is not closed"},
      {"@ TXT ( \"x\"\n", 2, "never closed"},
      {"$GENERATE 1-9 a$ A 1.1.1.$\n", 2, "$GENERATE"},
      {"$FOO x\n", 2, "$FOO is no directive"},
      {"$TTL\n", 2, "$TTL takes one number"},
      {"$TTL x\n", 2, "$TTL takes one number"},
      {"$ORIGIN\n", 2, "$ORIGIN takes one domain name"},
      {"$ORIGIN a..b.\n", 2, "is no domain name"},
      {"@ SOA n. h. 1 2 3 4 5\n@ SOA n. h. 2 2 3 4 5\n", 3, "a second SOA record, at acme.example"},
      {"@ SOA n. h. 1 2 3 4 5\nsub SOA n. h. 1 2 3 4 5\n", 3, "a second SOA record, at sub.acme.example"},
      {"@ TYPE65280 foo\n", 2, "cannot read the TYPE65280 record"},
  }));
  CAPTURE(text);
  const auto failed = read_text("$ORIGIN acme.example.\n" + text);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().file == "zones/acme.zone");
  CHECK(failed.error().line == line);
  CHECK_THAT(failed.error().message, contains_text(message));
}

TEST_CASE("without an origin relative names are errors", "[dns][zone]") {
  const auto [text, line, message] = GENERATE(table<std::string, int, std::string>({
      {"@ A 1.1.1.1\n", 1, "\"@\" is a relative name"},
      {"acme.example A 1.1.1.1\n", 1, "\"acme.example\" is a relative name"},
      {"acme.example. MX 10 mx1\n", 1, "a relative name"},
      {"acme.example. MX 10 @\n", 1, "a relative name"},
      {"$ORIGIN acme.example\n", 1, "with its final dot"},
      {"acme.example. A 1.1.1.1\n", 0, "no SOA record and no $ORIGIN"},
      {"", 0, "no SOA record and no $ORIGIN"},
  }));
  CAPTURE(text);
  const auto failed = read_text(text);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().line == line);
  CHECK_THAT(failed.error().message, contains_text(message));
}

TEST_CASE("a file without records is no zone", "[dns][zone]") {
  CHECK_FALSE(read_text("; nothing yet\n", "acme.example"));
  CHECK_FALSE(read_text("$ORIGIN acme.example.\n"));
}

TEST_CASE("a file that cannot be read is an error of the whole file", "[dns][zone]") {
  const auto failed = read(MemoryFiles({}));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().to_string() == "zones/acme.zone: No such file or directory");
  CHECK(ZoneError{"a\x1B.zone", 3, "x"}.to_string() == "a\\027.zone:3: x");
}

TEST_CASE("included files are read in place, and origin and owner are restored", "[dns][zone][include]") {
  const MemoryFiles files({
      {"zones/acme.zone",
       "$ORIGIN acme.example.\n"
       "a A 1.1.1.1\n"
       "$INCLUDE sub.inc sub\n"
       "  A 1.1.1.2\n"
       "b A 1.1.1.3\n"
       "$include \"parts/more records.inc\"\n"},
      {"zones/sub.inc", "\xEF\xBB\xBF  MX 10 mx\n$TTL 60\n\nc A 1.1.1.4\n$ORIGIN deep\nd A 1.1.1.5\n"},
      {"zones/parts/more records.inc", "e A 1.1.1.6\n"},
  });
  const auto acme = read(files);
  REQUIRE(acme);
  CHECK(texts(*acme, "a.acme.example", Type::mx) == Texts{"a.acme.example. 3600 IN MX 10 mx.sub.acme.example."});
  CHECK(records(*acme, "a.acme.example", Type::a).size() == 2);
  CHECK(texts(*acme, "b.acme.example", Type::a) == Texts{"b.acme.example. 60 IN A 1.1.1.3"});
  CHECK(records(*acme, "c.sub.acme.example", Type::a).at(0).place == Place{"zones/sub.inc", 4});
  CHECK(texts(*acme, "d.deep.sub.acme.example", Type::a).size() == 1);
  CHECK(records(*acme, "e.acme.example", Type::a).at(0).place == Place{"zones/parts/more records.inc", 1});
  CHECK(records(*acme, "b.acme.example", Type::a).at(0).place == Place{"zones/acme.zone", 5});
}

TEST_CASE("$INCLUDE does not leave the zone file's folder", "[dns][zone][include]") {
  const auto [directive, line, message] = GENERATE(table<std::string, int, std::string>({
      {"$INCLUDE ../secret", 2, "outside the folder"},
      {"$INCLUDE parts/../../secret", 2, "outside the folder"},
      {"$INCLUDE parts/../part.inc", 2, "outside the folder"},
      {"$INCLUDE /secret", 2, "outside the folder"},
      {"$INCLUDE link.inc", 2, "outside the folder"},
      {"$INCLUDE missing.inc", 2, "cannot include missing.inc: No such file"},
      {"$INCLUDE acme.zone", 2, "includes itself"},
      {"$INCLUDE", 2, "takes a file"},
      {"$INCLUDE a b c", 2, "takes a file"},
      {"$INCLUDE part.inc a..b", 2, "is no domain name"},
  }));
  CAPTURE(directive);
  const MemoryFiles files({{"zones/acme.zone", "$ORIGIN acme.example.\n" + directive + "\n"},
                           {"zones/part.inc", "a A 1.1.1.1\n"},
                           {"zones/link.inc", "a A 1.1.1.1\n"},
                           {"secret", "a A 1.1.1.1\n"},
                           {"/secret", "a A 1.1.1.1\n"}},
                          {{"/zones/link.inc", "/secret"}});
  const auto failed = read(files);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().file == "zones/acme.zone");
  CHECK(failed.error().line == line);
  CHECK_THAT(failed.error().message, contains_text(message));
}

TEST_CASE("an absolute path inside the folder may be included", "[dns][zone][include]") {
  const MemoryFiles files(MemoryFiles::Contents{
      {"zones/acme.zone", "$ORIGIN acme.example.\n$INCLUDE /zones/part.inc\n"}, {"/zones/part.inc", "a A 1.1.1.1\n"}});
  CHECK(read(files));
}

TEST_CASE("an error inside an included file names that file", "[dns][zone][include]") {
  const MemoryFiles files(MemoryFiles::Contents{{"zones/acme.zone", "$ORIGIN acme.example.\n$INCLUDE part.inc\n"},
                                                {"zones/part.inc", "a A 1.1.1.1\n\nb A x\n"}});
  const auto failed = read(files);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().file == "zones/part.inc");
  CHECK(failed.error().line == 3);
}

static MemoryFiles nested(int depth) {
  MemoryFiles::Contents contents{{"zones/acme.zone", "$ORIGIN acme.example.\n$INCLUDE 1.inc\n"}};
  for (int i = 1; i < depth; ++i)
    contents["zones/" + std::to_string(i) + ".inc"] = "$INCLUDE " + std::to_string(i + 1) + ".inc\n";
  contents["zones/" + std::to_string(depth) + ".inc"] = "a A 1.1.1.1\n";
  return MemoryFiles(contents);
}

TEST_CASE("includes nest eight deep", "[dns][zone][include]") {
  CHECK(read(nested(8)));
  const auto failed = read(nested(9));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().file == "zones/8.inc");
  CHECK_THAT(failed.error().message, contains_text("more than 8 deep"));
}

TEST_CASE("a part of a zone needs no origin of its own", "[dns][zone]") {
  const MemoryFiles files({{"part.txt", "acme.example. MX 10 mx1.acme.example.\nother.test. A 1.1.1.1\n"},
                           {"bad.txt", "acme.example. MX 10 mx1\n"},
                           {"empty.txt", "\n"}});
  const auto part = read_zone_part("part.txt", files);
  REQUIRE(part);
  CHECK(part->nodes.size() == 2);
  CHECK(part->nodes.at(name("acme.example")).contains(Type::mx));
  CHECK_FALSE(read_zone_part("bad.txt", files));
  CHECK(read_zone_part("bad.txt", files, {Name::parse("acme.example")}));
  CHECK_FALSE(read_zone_part("empty.txt", files));
}
