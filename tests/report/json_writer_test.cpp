#include "report/json_writer.h"

#include <limits>

#include "support/catch.h"
#include "support/json_value.h"
using namespace mailready;
using report::JsonWriter;
using test::Json;

/// Something of everything: `value` as it stands in an array, in an object and alone.
static void write_all(JsonWriter& json, const std::string& text) {
  json.begin_object();
  json.member("text", text);
  json.member("truth", true);
  json.member("nothing", nullptr);
  json.member("maybe", std::optional<int>());
  json.member("number", -7);
  json.key("none").begin_array();
  json.end_array();
  json.key("bare").begin_object();
  json.end_object();
  json.key("list").begin_array();
  json.value(std::numeric_limits<std::uint64_t>::max());
  json.value(std::numeric_limits<std::int64_t>::min());
  json.value(text);
  json.begin_object();
  json.key("deep").values(std::vector<std::string>{"a", "b"});
  json.end_object();
  json.end_array();
  json.end_object();
}

TEST_CASE("the layout is that of the library that reads it", "[report][json]") {
  const auto [text] = GENERATE(table<std::string>(
      {{""}, {"plain"}, {"\"quoted\""}, {"a \"b\" \\ c\\"}, {"caf\xc3\xa9 \xe2\x82\xac \"\xf0\x9f\x93\xa7\""}}));
  const int indent = GENERATE(-1, 0, 1, 2, 4);
  CAPTURE(text, indent);
  const std::string written = report::json_text([&](JsonWriter& json) { write_all(json, text); }, indent);
  const Json read = Json::parse(written);
  CHECK(read["text"] == text);
  CHECK(read["list"][2] == text);
  CHECK(read.dump(indent) == written);
}

TEST_CASE("a value may stand alone", "[report][json]") {
  CHECK(report::json_text([](JsonWriter& json) { json.value("a"); }) == "\"a\"");
  CHECK(report::json_text([](JsonWriter& json) { json.value(nullptr); }, 2) == "null");
  CHECK(report::json_text([](JsonWriter& json) { json.values(std::vector<int>{}); }, 2) == "[]");
}

TEST_CASE("a writer goes on where it stands, however often its text is taken away", "[report][json]") {
  std::string all;
  JsonWriter json(2);
  const auto pass_on = [&] {
    all += json.text();
    json.clear();
  };
  json.begin_array();
  for (int i = 0; i < 3; ++i) {
    json.value(i);
    pass_on();
  }
  json.end_array();
  pass_on();
  CHECK(all == "[\n  0,\n  1,\n  2\n]");
}

TEST_CASE("texts that stand alone follow one another without a comma", "[report][json]") {
  JsonWriter json;
  for (int i = 0; i < 2; ++i) {
    json.begin_object();
    json.member("number", i);
    json.end_object();
  }
  CHECK(json.text() == R"({"number":0}{"number":1})");
}

TEST_CASE("a key that is no literal may hold anything", "[report][json]") {
  const auto write = [](JsonWriter& json) {
    json.begin_object();
    json.any_key("a \"b\" \x1b").value(1);
    json.end_object();
  };
  CHECK(report::json_text(write) == R"({"a \"b\" \\027":1})");
}

TEST_CASE("addresses and networks are texts", "[report][json]") {
  const auto [text] = GENERATE(table<std::string>({{"192.0.2.255"},
                                                   {"10.0.0.0/8"},
                                                   {"0.0.0.0/0"},
                                                   {"2001:db8::1"},
                                                   {"::/0"},
                                                   {"::ffff:192.0.2.1"},
                                                   {"2001:db8:1:2:3:4:5:6"},
                                                   {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127"}}));
  CAPTURE(text);
  const Network network = Network::parse(text).value();
  CHECK(report::json_text([&](JsonWriter& json) { json.value(network); }) == '"' + text + '"');
  CHECK(report::json_text([&](JsonWriter& json) { json.value(network.address); }) ==
        '"' + network.address.to_string() + '"');
}

TEST_CASE("what no report may show raw is escaped before JSON's own escapes", "[report][json]") {
  const auto [octets, as_text, as_octets] = GENERATE(table<std::string, std::string, std::string>({
      {"a\x1b[31m", R"("a\\027[31m")", R"("a\\027[31m")"},
      {"a\\255", R"("a\\255")", R"("a\\\\255")"},
      {"\"\xff\"", R"("\"\\255\"")", R"("\"\\255\"")"},
      {std::string("a\0b", 3), R"("a\\000b")", R"("a\\000b")"},
      {"\xe2\x80\xae", R"("\\226\\128\\174")", R"("\\226\\128\\174")"},
      {"long enough \x80 for two looks", R"("long enough \\128 for two looks")",
       R"("long enough \\128 for two looks")"},
      {"\x7f\n", R"("\\127\\010")", R"("\\127\\010")"},
  }));
  CAPTURE(octets);
  CHECK(report::json_text([&](JsonWriter& json) { json.value(octets); }) == as_text);
  CHECK(report::json_text([&](JsonWriter& json) { json.octets(octets); }) == as_octets);
}
