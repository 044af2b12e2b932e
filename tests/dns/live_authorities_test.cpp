#include "dns/live_authorities.h"

#include <optional>
#include <utility>

#include "support/catch.h"
#include "support/dns_server.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::DnsServer;
using test::Query;
using test::Reaction;
using test::Response;

namespace {

const Question question{*Name::parse("acme.example"), Type::mx};
const Record mx{question.name, Type::mx, 3600s, Mx{10, *Name::parse("mx1.acme.example")}};

/// Long enough never to pass where an answer comes; and for questions that nobody answers.
constexpr auto patient = 20s;
constexpr auto brief = 50ms;

struct Outcome {
  std::vector<Reply> replies;
  std::vector<Query> log;
};

/// Puts the question `times`, one after the other.
Task<Outcome> ask_async(DnsServer::Script script, AuthorityOptions options, int times) {
  Loop& loop = co_await this_loop;
  DnsServer server(loop, std::move(script));
  options.port = server.address().port;
  LiveAuthorities authorities(loop, options);
  Outcome outcome;
  for (int i = 0; i < times; ++i) {
    Reply reply = co_await authorities.ask(server.address().address, question);
    outcome.replies.push_back(std::move(reply));
  }
  outcome.log = server.log();
  co_return outcome;
}

Outcome ask(DnsServer::Script script, std::chrono::milliseconds timeout = patient, int times = 1) {
  return test::run(ask_async(std::move(script), {.timeout = timeout, .patience = 2}, times));
}

DnsServer::Script saying(Response response) {
  return [response = std::move(response)](const Query& query) { return test::reply(query, response); };
}

Reaction silence(const Query&) { return {}; }

}  // namespace

TEST_CASE("an authoritative server is asked once, without recursion", "[dns][live]") {
  const Outcome outcome = ask(saying({.answer = {mx}, .authoritative = true}));
  REQUIRE(outcome.replies[0]);
  CHECK(outcome.replies[0]->records == std::vector{mx});
  CHECK(outcome.replies[0]->authoritative);
  REQUIRE(outcome.log.size() == 1);
  CHECK_FALSE(outcome.log[0].recursion);
  CHECK(outcome.log[0].edns);
}

TEST_CASE("an answer cut over UDP is completed over TCP, without recursion too", "[dns][live]") {
  const Outcome outcome = ask([](const Query& query) {
    if (query.tcp) return test::reply(query, {.answer = {mx}, .authoritative = true});
    return test::reply(query, {.truncated = true, .authoritative = true});
  });
  REQUIRE(outcome.replies[0]);
  CHECK(outcome.replies[0]->records == std::vector{mx});
  REQUIRE(outcome.log.size() == 2);
  CHECK_FALSE(outcome.log[1].recursion);
}

TEST_CASE("a server that does not answer for the zone fails", "[dns][live]") {
  const Record ns{*Name::parse("example"), Type::ns, 3600s, Ns{*Name::parse("ns1.example")}};
  const auto [response, kind] = GENERATE_COPY(table<Response, Failure::Kind>({
      {{.answer = {mx}}, Failure::Kind::lame},  // out of a cache
      {{.authority = {ns}}, Failure::Kind::lame},
      {{.rcode = Rcode::refused}, Failure::Kind::refused},
      {{.rcode = Rcode::servfail}, Failure::Kind::server_failed},
  }));
  const Outcome outcome = ask(saying(response));
  REQUIRE_FALSE(outcome.replies[0]);
  CHECK(outcome.replies[0].error().kind == kind);
  CHECK(outcome.replies[0].error().question == question);
}

TEST_CASE("a silent server times out, and where none ever answers no more is sent", "[dns][live]") {
  const Outcome outcome = ask(silence, brief, 3);
  CHECK(outcome.replies[0].error().kind == Failure::Kind::timed_out);
  CHECK(outcome.replies[1].error().kind == Failure::Kind::timed_out);
  CHECK(outcome.replies[2].error().kind == Failure::Kind::unreachable);
  CHECK(outcome.log.size() == 2);
}

TEST_CASE("silence after an answer ends no questions", "[dns][live]") {
  bool first = true;
  const auto once = [&](const Query& query) {
    return std::exchange(first, false) ? test::reply(query, {.answer = {mx}, .authoritative = true}) : Reaction{};
  };
  // The first is answered at once, so a short time-out is no race worth the name.
  const Outcome outcome = ask(once, 300ms, 4);
  CHECK(outcome.replies[0]);
  CHECK(outcome.log.size() == 4);
}
