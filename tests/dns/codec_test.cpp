#include "dns/codec.h"

#include "support/catch.h"
using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using namespace std::string_literals;

static Name name(const std::string& text) { return *Name::parse(text); }

static Record alias(const std::string& owner, const std::string& target) {
  return {name(owner), Type::cname, 300s, Cname{name(target)}};
}

static Record text(const std::string& owner, const std::string& value) {
  return {name(owner), Type::txt, 300s, Txt{{value}}};
}

static Record soa(const std::string& owner) {
  return {name(owner), Type::soa, 300s,
          Soa{name("ns1.acme.example"), name("hostmaster.acme.example"), 1, {}, {}, {}, 60s}};
}

static Record nameserver(const std::string& owner, const std::string& host) {
  return {name(owner), Type::ns, 300s, Ns{name(host)}};
}

static Reply reply(const Message& message, const Question& question) {
  return interpret(message, question, "192.0.2.53:53");
}

static Reply reply(const Message& message) { return reply(message, {name("acme.example"), Type::txt}); }

static std::vector<std::uint8_t> octets(const std::string& text) { return {text.begin(), text.end()}; }

// "acme.example MX", answered with "10 mx1.acme.example" (names compressed), an OPT record beside it.
static const std::string mx_response =
    "\x12\x34\x85\xA0\0\1\0\1\0\0\0\1"s                         // QR AA RD RA AD
    "\4acme\7example\0\0\x0F\0\1"s                              // the question, at offset 12
    "\xC0\x0C\0\x0F\0\1\0\0\x0E\x10\0\x08\0\x0A\3mx1\xC0\x0C"s  // TTL 3600
    "\0\0\x29\x04\xD0\0\0\0\0\0\0"s;                            // OPT

TEST_CASE("a query asks with recursion desired, and EDNS where wanted", "[dns][codec]") {
  const Question question{name("acme.example"), Type::mx};
  const std::string plain = "\x12\x34\1\0\0\1\0\0\0\0\0\0\4acme\7example\0\0\x0F\0\1"s;
  CHECK(encode_query(question, 0x1234, false) == octets(plain));

  std::string edns = plain + "\0\0\x29\x04\xD0\0\0\0\0\0\0"s;  // an OPT record announcing 1232 octets
  edns[11] = 1;                                                // in the additional section
  CHECK(encode_query(question, 0x1234, true) == octets(edns));
}

TEST_CASE("a query may carry any name and type", "[dns][codec]") {
  const auto query = encode_query({name("a\\.b\\000.example"), static_cast<Type>(65280)}, 1, false);
  CHECK(query == octets("\0\1\1\0\0\1\0\0\0\0\0\0\4a.b\0\7example\0\xFF\0\0\1"s));
}

TEST_CASE("a query may stand behind other octets", "[dns][codec]") {
  const Question question{name("acme.example"), Type::mx};
  std::vector<std::uint8_t> octets{0, 49};
  append_query(octets, question, 7, true, Recursion::none);
  const auto query = encode_query(question, 7, true, Recursion::none);
  CHECK(octets.size() == 2 + query.size());
  CHECK(std::equal(query.begin(), query.end(), octets.begin() + 2));
  CHECK((query[2] & 1) == 0);  // RD
}

TEST_CASE("a response is taken apart", "[dns][codec]") {
  const auto message = decode(octets(mx_response));
  REQUIRE(message);
  CHECK(message->id == 0x1234);
  CHECK(message->response);
  CHECK(message->opcode == 0);
  CHECK(message->authoritative);
  CHECK(message->authentic);
  CHECK_FALSE(message->truncated);
  CHECK(message->rcode == 0);
  CHECK(message->questions == std::vector<Question>{{name("acme.example"), Type::mx}});
  const Record mx{name("acme.example"), Type::mx, 3600s, Mx{10, name("mx1.acme.example")}};
  CHECK(message->answer == std::vector<Record>{mx});
  CHECK(message->authority.empty());
}

/// A response to "example TXT" with one record of `type` and `rdata`.
static std::string response_with(const std::string& type, const std::string& rdata,
                                 const std::string& rr_class = "\0\1"s, const std::string& ttl = "\0\0\0\x3C"s) {
  return "\0\1\x80\0\0\1\0\1\0\0\0\0\7example\0\0\x10\0\1"s + "\xC0\x0C"s + type + rr_class + ttl +
         std::string{static_cast<char>(rdata.size() >> 8), static_cast<char>(rdata.size() & 0xFF)} + rdata;
}

TEST_CASE("each type of record is decoded", "[dns][codec]") {
  const auto [type, rdata, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"\0\1"s, "\xB9\x0A\x14\x0A"s, "example. 60 IN A 185.10.20.10"},
      {"\0\x1C"s, "\x2A\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"s, "example. 60 IN AAAA 2a00::1"},
      {"\0\2"s, "\2ns\xC0\x0C"s, "example. 60 IN NS ns.example."},
      {"\0\5"s, "\1A\xC0\x0C"s, "example. 60 IN CNAME a.example."},
      {"\0\x0C"s, "\1a\xC0\x0C"s, "example. 60 IN PTR a.example."},
      {"\0\x10"s, "\3abc\0\1d"s, R"(example. 60 IN TXT "abc" "" "d")"},
      {"\0\x63"s, "\3abc"s, R"(example. 60 IN SPF "abc")"},
      {"\0\6"s, "\1n\xC0\x0C\1h\xC0\x0C\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5"s,
       "example. 60 IN SOA n.example. h.example. 1 2 3 4 5"},
      {"\0\x34"s, "\3\1\1\xAB\xCD"s, "example. 60 IN TLSA 3 1 1 ABCD"},
      {"\0\x27"s, "\1A\xC0\x0C"s, "example. 60 IN DNAME a.example."},
      {"\0\x21"s, "\0"s, "example. 60 IN TYPE33 \\# 1 00"},  // SRV, but nobody here reads it
      {"\xFF\0"s, "\1\2\3"s, "example. 60 IN TYPE65280 \\# 3 010203"},
      {"\xFF\0"s, ""s, "example. 60 IN TYPE65280 \\# 0"},
  }));
  const auto message = decode(octets(response_with(type, rdata)));
  REQUIRE(message);
  REQUIRE(message->answer.size() == 1);
  CHECK(record_text(message->answer[0]) == expected);
}

TEST_CASE("broken records break the message", "[dns][codec]") {
  const auto [type, rdata] = GENERATE(table<std::string, std::string>({
      {"\0\1"s, "\xB9\x0A\x14"s},  // an A record of three octets
      {"\0\1"s, "\xB9\x0A\x14\1\1"s},
      {"\0\1"s, ""s},
      {"\0\x1C"s, "\x2A\0"s},
      {"\0\x10"s, "\4abc"s},        // a string longer than its record
      {"\0\x10"s, ""s},             // no string at all
      {"\0\5"s, "\1a\xC0\x0C\0"s},  // an octet behind the name
      {"\0\5"s, "\1a"s},            // a name longer than its record
      {"\0\5"s, "\1a\xC0"s},        // half a pointer
      {"\0\5"s, "\xC0\xFF"s},       // a pointer out of the message
      {"\0\5"s, "\xC0\x25"s},       // a pointer to itself
      {"\0\5"s, "\1a\xC0\x25"s},    // a pointer to the label before it
      {"\0\5"s, "\xC0\x27\1a\0"s},  // a pointer forwards
      {"\0\5"s, "\xC0\3"s},         // a pointer into the header, to a zero
      {"\0\5"s,
       "\x41"
       "a\0"s},  // a label of a reserved type
      {"\0\5"s,
       "\x81"
       "a\0"s},
      {"\0\x27"s, ""s},        // a DNAME without a target
      {"\0\x0F"s, "\0\x0A"s},  // no exchange
      {"\0\6"s, "\1n\0\1h\0\0\0\0\1"s},
      {"\0\6"s, "\1n\0\1h\0"s + std::string(21, '\0')},
  }));
  CAPTURE(type, rdata);
  CHECK_FALSE(decode(octets(response_with(type, rdata))));
}

TEST_CASE("names keep their limits through pointers", "[dns][codec]") {
  const std::string labels = (std::string(1, '\x3F') + std::string(63, 'a')) +
                             (std::string(1, '\x3F') + std::string(63, 'b')) +
                             (std::string(1, '\x3F') + std::string(63, 'c'));  // 192 octets; ".example" takes nine
  const auto longest = decode(octets(response_with("\0\5"s, labels + "\x35" + std::string(53, 'd') + "\xC0\x0C")));
  REQUIRE(longest);
  CHECK(std::get<Cname>(longest->answer.at(0).rdata).target.wire_size() == 255);
  CHECK_FALSE(decode(octets(response_with("\0\5"s, labels + "\x36" + std::string(54, 'd') + "\xC0\x0C"))));
}

TEST_CASE("pointers may lead to pointers, but not for long", "[dns][codec]") {
  // An unknown record whose data are pointers, each to the one before it and the first to the question's name; and an
  // alias to the last of them.
  const auto response = [](std::size_t pointers) {
    std::string chain = "\xC0\x0C";
    for (std::size_t i = 1; i < pointers; ++i) {
      const std::size_t before = 25 + 12 + 2 * (i - 1);
      chain += {static_cast<char>(0xC0 | before >> 8), static_cast<char>(before)};
    }
    std::string message = response_with("\xFF\0"s, chain);
    message[7] = 2;  // answers
    const std::size_t last = message.size() - 2;
    const std::string target{static_cast<char>(0xC0 | last >> 8), static_cast<char>(last)};
    return octets(message + "\xC0\x0C\0\5\0\1\0\0\0\x3C\0\2"s + target);
  };
  const auto message = decode(response(126));
  REQUIRE(message);
  CHECK(std::get<Cname>(message->answer.at(1).rdata).target == name("example"));
  CHECK_FALSE(decode(response(127)));
}

TEST_CASE("a TXT record has any number of strings", "[dns][codec]") {
  const auto message = decode(octets(response_with("\0\x10"s, std::string(300, '\0'))));
  REQUIRE(message);
  CHECK(std::get<Txt>(message->answer.at(0).rdata).strings.size() == 300);
}

TEST_CASE("the additional section is held to the same, though nobody believes it", "[dns][codec]") {
  std::string response = response_with("\0\1"s, "\xB9\x0A\x14\x0A"s);
  std::swap(response[7], response[11]);  // the counts of the sections
  const auto message = decode(octets(response));
  REQUIRE(message);
  CHECK(message->answer.empty());
  CHECK(message->authority.empty());

  std::string broken = response_with("\0\1"s, "\xB9"s);
  std::swap(broken[7], broken[11]);
  CHECK_FALSE(decode(octets(broken)));
}

TEST_CASE("what follows the last record is ignored", "[dns][codec]") {
  CHECK(*decode(octets(mx_response + "\xC0")) == *decode(octets(mx_response)));
}

TEST_CASE("other classes are left out, and a huge TTL is none", "[dns][codec]") {
  const auto chaos = decode(octets(response_with("\0\x10"s, "\3abc"s, "\0\3"s)));
  REQUIRE(chaos);
  CHECK(chaos->answer.empty());
  CHECK(decode(octets(response_with("\0\1"s, "\2ns\0\0\1"s, "\0\3"s))));  // its addresses have names (RFC 1035, 3.4.1)

  const auto huge = decode(octets(response_with("\0\x10"s, "\3abc"s, "\0\1"s, "\x80\0\0\0"s)));
  REQUIRE(huge);
  CHECK(huge->answer.at(0).ttl == 0s);  // RFC 2181, section 8
}

TEST_CASE("the rcode has its extended bits", "[dns][codec]") {
  // BADVERS is 16: nothing in the header, one in the OPT record's TTL field.
  const auto message = decode(octets("\0\1\x80\0\0\0\0\0\0\0\0\1\0\0\x29\x04\xD0\1\0\0\0\0\0"s));
  REQUIRE(message);
  CHECK(message->rcode == 16);
  CHECK_FALSE(reply(*message));
}

TEST_CASE("any octets are survived", "[dns][codec]") {
  for (std::size_t size = 0; size < mx_response.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(decode(octets(mx_response.substr(0, size))));
  }
  std::uint32_t state = 1;
  const auto next = [&](std::size_t bound) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % bound;
  };
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::uint8_t> message = octets(mx_response);
    for (std::size_t changes = 1 + next(4); changes > 0; --changes)
      message[next(message.size())] = static_cast<std::uint8_t>(next(256));
    if (const auto decoded = decode(message)) (void)reply(*decoded);
  }
}

TEST_CASE("an answer holds the set that was asked for, each record once", "[dns][codec]") {
  Message message{.authoritative = true, .authentic = true};
  message.answer = {text("acme.example", "one"), text("acme.example", "two"), text("acme.example", "one")};
  const Reply answer = reply(message);
  REQUIRE(answer);
  CHECK(answer->records == std::vector<Record>{message.answer[0], message.answer[1]});
  CHECK(answer->aliases.empty());
  CHECK(answer->server == "192.0.2.53:53");
  CHECK(answer->authoritative);
  CHECK(answer->authentic);
  CHECK_FALSE(answer->truncated);
}

TEST_CASE("a long set has no duplicates either, and keeps its order", "[dns][codec]") {
  Message message;
  for (int i = 0; i < 60; ++i) message.answer.push_back(text("acme.example", std::to_string(i * 7 % 30)));
  const Reply answer = reply(message);
  REQUIRE(answer);
  CHECK(answer->records == std::vector<Record>(message.answer.begin(), message.answer.begin() + 30));
}

TEST_CASE("aliases are followed inside the message, in any order", "[dns][codec]") {
  Message message;
  message.answer = {text("c.example", "end"), alias("b.example", "c.example"), alias("acme.example", "b.example")};
  const Reply answer = reply(message);
  REQUIRE(answer);
  CHECK(answer->aliases == std::vector<Record>{message.answer[2], message.answer[1]});
  CHECK(answer->records == std::vector<Record>{message.answer[0]});
  CHECK(answer->final_name() == name("c.example"));
}

TEST_CASE("a chain may end outside the message", "[dns][codec]") {
  Message message{.authoritative = true};
  message.answer = {alias("acme.example", "b.example")};
  message.authority = {nameserver("example", "ns1.example")};
  const Reply answer = reply(message);
  REQUIRE(answer);
  CHECK(answer->empty());
  CHECK_FALSE(answer->soa);
  CHECK(answer->final_name() == name("b.example"));
}

TEST_CASE("an alias that was itself asked for is not followed", "[dns][codec]") {
  Message message;
  message.answer = {alias("acme.example", "b.example"), alias("b.example", "c.example")};
  const Reply answer = reply(message, {name("acme.example"), Type::cname});
  REQUIRE(answer);
  CHECK(answer->aliases.empty());
  CHECK(answer->records == std::vector<Record>{message.answer[0]});
}

TEST_CASE("nothing outside the chain is believed", "[dns][codec]") {
  Message message;
  message.answer = {text("other.example", "v=spf1 +all"), alias("other.example", "acme.example"),
                    Record{name("acme.example"), Type::a, 60s, A{}}};
  message.authority = {text("acme.example", "in the wrong section"), soa("other.example")};
  const Reply answer = reply(message);
  REQUIRE(answer);
  CHECK(answer->empty());
  CHECK(answer->aliases.empty());
  CHECK_FALSE(answer->soa);
}

static Message chain_of(int links) {
  Message message;
  for (int i = 0; i < links; ++i)
    message.answer.push_back(
        alias(i == 0 ? "acme.example" : std::to_string(i) + ".example", std::to_string(i + 1) + ".example"));
  message.answer.push_back(text(std::to_string(links) + ".example", "end"));
  return message;
}

TEST_CASE("sixteen aliases are followed, and no more", "[dns][codec]") {
  const Reply longest = reply(chain_of(16));
  REQUIRE(longest);
  CHECK(longest->aliases.size() == 16);
  CHECK(longest->records.size() == 1);

  const Reply longer = reply(chain_of(17));
  REQUIRE_FALSE(longer);
  CHECK(longer.error().kind == Failure::Kind::lame);
  CHECK_THAT(longer.error().detail, contains_text("more than 16"));
}

TEST_CASE("a circle of aliases is a failure", "[dns][codec]") {
  Message message;
  message.answer = {alias("acme.example", "b.example"), alias("b.example", "acme.example")};
  CHECK(reply(message).error().kind == Failure::Kind::lame);
  message.answer = {alias("acme.example", "acme.example")};
  CHECK(reply(message).error().kind == Failure::Kind::lame);
}

TEST_CASE("negative answers keep their SOA", "[dns][codec]") {
  Message message;
  message.rcode = GENERATE(as<std::uint16_t>{}, 0, 3);
  message.authority = {soa("example")};
  const Reply answer = reply(message);
  REQUIRE(answer);
  CHECK(answer->nxdomain() == (message.rcode == 3));
  CHECK(answer->empty());
  CHECK(answer->soa == message.authority[0]);
}

TEST_CASE("the rcode speaks of the end of the chain", "[dns][codec]") {
  Message message{.rcode = 3};
  message.answer = {alias("acme.example", "gone.example")};
  const Reply answer = reply(message);
  REQUIRE(answer);
  CHECK(answer->nxdomain());
  CHECK(answer->aliases.size() == 1);
}

TEST_CASE("NXDOMAIN beside records contradicts itself, except beside an alias that was asked for", "[dns][codec]") {
  Message message{.rcode = 3};
  message.answer = {text("acme.example", "here"), alias("b.example", "gone.example")};
  CHECK(reply(message).error().kind == Failure::Kind::malformed);
  const Reply asked = reply(message, {name("b.example"), Type::cname});
  REQUIRE(asked);
  CHECK_FALSE(asked->nxdomain());
}

TEST_CASE("NOERROR without an answer is NODATA, or a referral", "[dns][codec]") {
  Message message;
  SECTION("an empty message") { CHECK(reply(message)); }
  SECTION("NS records, not authoritative: the server sends us elsewhere") {
    message.authority = {nameserver("example", "ns1.example")};
    CHECK(reply(message).error().kind == Failure::Kind::lame);
  }
  SECTION("NS records beside an SOA") {
    message.authority = {soa("example"), nameserver("example", "ns1.example")};
    CHECK(reply(message));
  }
  SECTION("NS records of an authoritative server") {
    message.authoritative = true;
    message.authority = {nameserver("example", "ns1.example")};
    CHECK(reply(message));
  }
}

TEST_CASE("other rcodes are failures", "[dns][codec]") {
  using Kind = Failure::Kind;
  const auto [rcode, kind, detail] = GENERATE(table<int, Kind, std::string>({
      {1, Kind::server_failed, "FORMERR"},
      {2, Kind::server_failed, "SERVFAIL"},
      {4, Kind::not_implemented, "NOTIMP"},
      {5, Kind::refused, "REFUSED"},
      {9, Kind::server_failed, "RCODE 9"},
      {16, Kind::server_failed, "RCODE 16"},
      {259, Kind::server_failed, "RCODE 259"},
  }));
  Message message;
  message.rcode = static_cast<std::uint16_t>(rcode);
  message.answer = {text("acme.example", "not to be believed")};
  const Reply failed = reply(message);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == kind);
  CHECK(failed.error().detail == detail);
  CHECK(failed.error().server == "192.0.2.53:53");
  CHECK(failed.error().question == Question{name("acme.example"), Type::txt});
}
