#include "dns/transcript.h"

#include "support/catch.h"
#include "support/fake_resolver.h"

using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::name;

namespace {

const std::chrono::system_clock::time_point moment{1'796'073'605'123ms};

std::string text_of(const Asked& asked) {
  std::string text;
  write_asked(text, "asked", asked);
  return text;
}

/// What `text` says, which begins with its question.
Result<Asked, LineFault> read(const std::string& text) {
  NumberedLines lines(text);
  std::string_view heading = lines.next()->text;
  take_word(heading);
  return read_asked(*parse_question(heading), lines);
}

Record record(const std::string& owner, Type type, Rdata rdata) {
  return {.owner = name(owner), .type = type, .ttl = 3600s, .rdata = std::move(rdata)};
}

Answer answer(const std::string& asked, Type type, std::vector<Record> records) {
  return {.question = {name(asked), type}, .records = std::move(records), .server = "192.0.2.53:53"};
}

std::string all_octets() {
  std::string octets;
  for (int octet = 0; octet < 255; ++octet) octets += static_cast<char>(octet);
  return octets;
}

std::vector<Reply> replies() {
  std::vector<Reply> all;
  all.push_back(answer("acme.example", Type::mx,
                       {record("acme.example", Type::mx, Mx{10, name("mx1.acme.example")}),
                        record("acme.example", Type::mx, Mx{65535, name(".")})}));
  all.push_back(answer("acme.example", Type::a, {record("acme.example", Type::a, A{*IpAddress::parse("192.0.2.1")})}));
  all.push_back(
      answer("acme.example", Type::aaaa, {record("acme.example", Type::aaaa, Aaaa{*IpAddress::parse("2001:db8::1")})}));
  all.push_back(answer("acme.example", Type::ns, {record("acme.example", Type::ns, Ns{name("ns1.acme.example")})}));
  all.push_back(answer("1.2.0.192.in-addr.arpa", Type::ptr,
                       {record("1.2.0.192.in-addr.arpa", Type::ptr, Ptr{name("mx1.acme.example")})}));
  all.push_back(answer("acme.example", Type::txt,
                       {record("acme.example", Type::txt, Txt{{"v=spf1 \"quoted\" ; back\\slash", "", all_octets()}}),
                        record("acme.example", Type::txt, Txt{{" ends with a space "}}),
                        record("acme.example", Type::txt, Txt{{"grüße"}})}));
  all.push_back(answer("acme.example", Type::spf, {record("acme.example", Type::spf, Txt{{"v=spf1 -all"}})}));
  all.push_back(answer("_25._tcp.acme.example", Type::tlsa,
                       {record("_25._tcp.acme.example", Type::tlsa, Opaque{std::string("\x03\x01\x01\xAB\x00\xCD", 6)}),
                        record("_25._tcp.acme.example", Type::tlsa, Opaque{"\x03"})}));
  all.push_back(answer("acme.example", Type(65280),
                       {record("acme.example", Type(65280), Opaque{std::string("\x00\x0A\xFF", 3)}),
                        record("acme.example", Type(65280), Opaque{})}));

  Answer odd_name = answer("a\\.b\\010\\255.acme.example", Type::cname, {});
  odd_name.records = {record("a\\.b\\010\\255.acme.example", Type::cname, Cname{name("x\\\\y.acme.example")})};
  all.push_back(odd_name);

  Answer denied = answer("no.acme.example", Type::txt, {});
  denied.rcode = Rcode::nxdomain;
  denied.aliases = {record("no.acme.example", Type::cname, Cname{name("gone.acme.example")})};
  denied.soa =
      record("acme.example", Type::soa,
             Soa{name("ns1.acme.example"), name("host\\.master.acme.example"), 4'294'967'295, 1s, 2s, 3s, 300s});
  denied.authoritative = denied.authentic = denied.truncated = true;
  all.push_back(denied);

  Answer from_file =
      answer("acme.example", Type::mx, {record("acme.example", Type::mx, Mx{10, name("mx1.acme.example")})});
  from_file.server = "a folder/acme\n.zone";
  from_file.records[0].place = Place{"a folder/acme\n.zone", 12};
  all.push_back(Reply(from_file).as_cached());

  all.push_back(Failure{.kind = Failure::Kind::timed_out, .question = {name("acme.example"), Type::mx}});
  all.push_back(Reply(Failure{.kind = Failure::Kind::lame,
                              .question = {name("target.example"), Type::a},
                              .server = "192.0.2.53:53",
                              .detail = "two\nlines \\ and \x01",
                              .aliases = {record("acme.example", Type::cname, Cname{name("target.example")})}})
                    .as_cached());
  for (const auto kind :
       {Failure::Kind::unreachable, Failure::Kind::refused, Failure::Kind::server_failed,
        Failure::Kind::not_implemented, Failure::Kind::malformed, Failure::Kind::offline, Failure::Kind::budget})
    all.push_back(Failure{.kind = kind, .question = {name("acme.example"), Type::mx}});
  return all;
}

/// The question that a reply is for.
Question question_of(const Reply& reply) { return reply ? reply->question : Question{name("acme.example"), Type::mx}; }

}  // namespace

TEST_CASE("what came of a question reads back as it was", "[dns][transcript]") {
  const Reply reply = GENERATE(from_range(replies()));
  const Asked asked{question_of(reply), reply, moment};
  const std::string text = text_of(asked);
  CAPTURE(text);
  for (const char c : text) CHECK((c == '\n' || static_cast<unsigned char>(c) >= ' '));
  const auto again = read(text);
  REQUIRE(again);
  CHECK(again->question == asked.question);
  CHECK(again->reply == asked.reply);
  CHECK(again->reply.cached() == asked.reply.cached());
  CHECK(again->time == asked.time);
  CHECK(text_of(*again) == text);
}

TEST_CASE("a reply is a line for each record, in words that people read", "[dns][transcript]") {
  Answer found = answer("acme.example", Type::txt, {record("acme.example", Type::txt, Txt{{"v=spf1 -all"}})});
  found.authoritative = true;
  CHECK(text_of({found.question, found, moment}) ==
        "asked acme.example TXT\n"
        "  at 2026-11-30T21:20:05.123Z by 192.0.2.53:53\n"
        "  NOERROR aa\n"
        "  record acme.example. 3600 IN TXT \"v=spf1 -all\"\n");
  const Question asked{name("acme.example"), Type::mx}, failed{name("target.example"), Type::mx};
  CHECK(
      text_of({asked, Failure{.kind = Failure::Kind::timed_out, .question = failed, .detail = "no answer"}, moment}) ==
      "asked acme.example MX\n"
      "  at 2026-11-30T21:20:05.123Z\n"
      "  failure timeout\n"
      "  question target.example MX\n"
      "  detail no answer\n");
}

TEST_CASE("comments, empty lines and CRLF are fine", "[dns][transcript]") {
  const auto asked =
      read("# by hand\r\nasked acme.example TXT\r\n\r\n  at 2026-11-30T21:20:05.123Z\r\n# more\r\n  NXDOMAIN\r\n");
  REQUIRE(asked);
  CHECK(asked->reply->nxdomain());
}

TEST_CASE("a broken reply is refused, with its line", "[dns][transcript]") {
  const std::string time = "  at 2026-11-30T21:20:05.123Z\n";
  const auto [body, line] = GENERATE_COPY(table<std::string, std::size_t>({
      {"", 0},
      {time, 2},
      {"  NOERROR\n", 2},
      {"  at noon\n  NOERROR\n", 2},
      {"  at 2026-11-30T21:20:05.123Z from x\n  NOERROR\n", 2},
      {time + "  NOERROR zz\n", 3},
      {time + "  failure tired\n", 3},
      {time + "  failure timeout zz\n", 3},
      {time + "  record acme.example. 3600 IN A 192.0.2.1\n", 3},
      {time + "  NOERROR\n  record acme.example. 3600 IN A 192.0.2\n", 4},
      {time + "  NOERROR\n  record acme.example. 3600 IN TXT \"open\n", 4},
      {time + "  NOERROR\n  record\n", 4},
      {time + "  NOERROR\n  place 1 acme.zone\n", 4},
      {time + "  NOERROR\n  record acme.example. 3600 IN A 192.0.2.1\n  place acme.zone\n", 5},
      {time + "  NOERROR\n  detail x\n", 4},
      {time + "  failure timeout\n  question acme.example\n", 4},
      {time + "  failure timeout\n  detail \\9\n", 4},
      {time + "  failure timeout\n  record acme.example. 3600 IN A 192.0.2.1\n", 4},
      {time + "  whatever\n", 3},
      {time + "  failure timeout\n  NOERROR\n", 4},
      {time + "  NOERROR\n  failure timeout\n", 4},
      {time + "  NOERROR\n  record other.example. 3600 IN A 192.0.2.1\n", 4},
      {time + "  NOERROR\n  record acme.example. 3600 IN TXT \"x\"\n", 4},
      {time + "  NOERROR\n  alias acme.example. 3600 IN CNAME acme.example.\n", 4},
      {time + "  NOERROR\n  alias b.example. 3600 IN CNAME c.example.\n", 4},
      {time + "  NOERROR\n  alias acme.example. 3600 IN CNAME b.example.\n  record acme.example. 3600 IN A 192.0.2.1\n",
       5},
  }));
  CAPTURE(body);
  const auto asked = read("asked acme.example A\n" + body);
  REQUIRE_FALSE(asked);
  CHECK(asked.error().line == line);
  CHECK_FALSE(asked.error().what.empty());
}
