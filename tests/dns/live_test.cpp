#include "dns/live.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "support/catch.h"
#include "support/dns_server.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::DnsServer;
using test::Octets;
using test::Query;
using test::Reaction;
using test::Response;

namespace {

Name name(const std::string& text) { return *Name::parse(text); }

Record address(const std::string& owner, const std::string& value) {
  return {name(owner), Type::a, 300s, A{*IpAddress::parse(value)}};
}
Record alias(const std::string& owner, const std::string& target) {
  return {name(owner), Type::cname, 300s, Cname{name(target)}};
}
Record soa(const std::string& zone) {
  return {name(zone), Type::soa, 300s, Soa{name("ns." + zone), name("hostmaster." + zone), 1, 1h, 1h, 1h, 60s}};
}

const Question question{name("mx.acme.example"), Type::a};
const Record genuine = address("mx.acme.example", "185.10.20.10");
const Record forged = address("mx.acme.example", "66.66.66.66");

/// Long enough never to pass where an answer comes.
constexpr auto patient = 20s;
/// For tries that nobody answers.
constexpr auto brief = 150ms;

LiveOptions options(std::chrono::milliseconds timeout = patient, int retries = 0) {
  return {.timeout = timeout, .retries = retries};
}

/// What came of a question, and the queries that each server got for it.
struct Outcome {
  Reply reply;
  std::vector<std::vector<Query>> logs;

  const std::vector<Query>& log() const { return logs.at(0); }
  std::vector<std::size_t> counts() const {
    std::vector<std::size_t> sizes;
    for (const auto& log : logs) sizes.push_back(log.size());
    return sizes;
  }
};

using Scripts = std::vector<DnsServer::Script>;

Task<Outcome> ask_async(Scripts scripts, LiveOptions live_options, Question asked) {
  Loop& loop = co_await this_loop;
  std::vector<std::unique_ptr<DnsServer>> servers;
  for (auto& script : scripts) servers.push_back(std::make_unique<DnsServer>(loop, std::move(script)));
  for (const auto& server : servers) live_options.servers.push_back(server->address());
  LiveResolver resolver(loop, std::move(live_options));
  Reply reply = co_await resolver.ask(std::move(asked));
  Outcome outcome{std::move(reply), {}};
  for (const auto& server : servers) {
    outcome.logs.push_back(server->log());
  }
  co_return outcome;
}

Outcome ask(Scripts scripts, LiveOptions live_options = options(), Question asked = question) {
  return test::run(ask_async(std::move(scripts), std::move(live_options), std::move(asked)));
}

Reaction answer(const Query& query) { return test::reply(query, {.answer = {genuine}}); }
Reaction silence(const Query&) { return {}; }

DnsServer::Script saying(Rcode rcode) {
  return [rcode](const Query& query) { return test::reply(query, {.rcode = rcode}); };
}

/// Right in its header, and nothing but a piece of a name behind it.
Octets broken_message(const Query& query) {
  Octets message = test::encode(query, {.answer = {genuine}});
  message.resize(20);
  return message;
}

Reaction garble(const Query& query) { return {.messages = {broken_message(query)}}; }

void check_genuine(const Reply& reply) {
  REQUIRE(reply);
  CHECK(reply->records == std::vector{genuine});
}

}  // namespace

TEST_CASE("a question is asked over UDP with EDNS, once", "[dns][live]") {
  const Outcome outcome = ask({answer});
  check_genuine(outcome.reply);
  CHECK(outcome.reply->question == question);
  CHECK_THAT(outcome.reply->server, contains_text("127.0.0.1:"));
  CHECK_FALSE(outcome.reply->truncated);
  REQUIRE(outcome.log().size() == 1);
  CHECK(outcome.log()[0].question == question);
  CHECK(outcome.log()[0].edns);
  CHECK_FALSE(outcome.log()[0].tcp);
}

TEST_CASE("the header's AA and AD and a negative answer's SOA come with the answer", "[dns][live]") {
  const Outcome outcome = ask({[](const Query& query) {
    const Response response{
        .rcode = Rcode::nxdomain, .authority = {soa("acme.example")}, .authoritative = true, .authentic = true};
    return test::reply(query, response);
  }});
  REQUIRE(outcome.reply);
  CHECK(outcome.reply->nxdomain());
  CHECK(outcome.reply->soa == soa("acme.example"));
  CHECK(outcome.reply->authoritative);
  CHECK(outcome.reply->authentic);
}

TEST_CASE("a message that is not the answer is passed over", "[dns][live]") {
  const Response other_name{.answer = {forged}, .question = Question{name("acme.example"), Type::a}};
  const Response other_type{.answer = {forged}, .question = Question{question.name, Type::aaaa}};
  const auto [what, response] = GENERATE_COPY(table<std::string, Response>({
      {"wrong ID", {.answer = {forged}, .id_offset = 1}},
      {"a query", {.answer = {forged}, .response = false}},
      {"wrong opcode", {.answer = {forged}, .opcode = 4}},
      {"another name", other_name},
      {"another type", other_type},
      {"another class", {.answer = {forged}, .question_class = 3}},
      {"no question", {.answer = {forged}, .with_question = false}},
      {"no question in a SERVFAIL", {.rcode = Rcode::servfail, .with_question = false}},
      {"wrong ID in a REFUSED", {.rcode = Rcode::refused, .id_offset = 1, .with_question = false}},
  }));
  CAPTURE(what);
  const bool over_tcp = GENERATE(false, true);
  const Outcome outcome = ask({[&, response = response](const Query& query) -> Reaction {
    if (over_tcp && !query.tcp) return test::reply(query, {.truncated = true});
    return {.messages = {test::encode(query, response), test::encode(query, {.answer = {genuine}})}};
  }});
  check_genuine(outcome.reply);
  CHECK(outcome.log().size() == (over_tcp ? 2 : 1));
}

TEST_CASE("a message from another port is passed over", "[dns][live]") {
  const Outcome outcome = ask({[](const Query& query) -> Reaction {
    return {.messages = {test::encode(query, {.answer = {genuine}})},
            .from_elsewhere = {test::encode(query, {.answer = {forged}})}};
  }});
  check_genuine(outcome.reply);
}

TEST_CASE("datagrams too short to be told are passed over", "[dns][live]") {
  const Outcome outcome = ask({[](const Query& query) -> Reaction {
    const auto high = static_cast<std::uint8_t>(query.id >> 8), low = static_cast<std::uint8_t>(query.id);
    return {.messages = {{}, {high}, {high, low}, test::encode(query, {.answer = {genuine}})}};
  }});
  check_genuine(outcome.reply);
}

TEST_CASE("the case of the question's name does not matter", "[dns][live]") {
  const Outcome outcome = ask({[](const Query& query) -> Reaction {
    Octets message = test::encode(query, {.answer = {genuine}});
    constexpr std::size_t header = 12;
    const auto end = message.begin() + header + static_cast<std::ptrdiff_t>(question.name.wire_size());
    std::transform(message.begin() + header, end, message.begin() + header,
                   [](std::uint8_t octet) { return static_cast<std::uint8_t>(std::toupper(octet)); });
    return {.messages = {message}};
  }});
  check_genuine(outcome.reply);
}

TEST_CASE("a datagram larger than announced is taken", "[dns][live]") {
  const Record text{question.name, Type::txt, 300s, Txt{std::vector<std::string>(40, std::string(255, 'x'))}};
  const Outcome outcome = ask({[&](const Query& query) { return test::reply(query, {.answer = {text}}); }}, options(),
                              {question.name, Type::txt});
  REQUIRE(outcome.reply);
  CHECK(outcome.reply->records == std::vector{text});
  CHECK(outcome.log().size() == 1);
}

SCENARIO("an answer that does not fit into a datagram", "[dns][live]") {
  GIVEN("a server that has the whole of it for TCP") {
    const Outcome outcome = ask({[](const Query& query) {
      return query.tcp ? answer(query) : test::reply(query, {.answer = {forged}, .truncated = true});
    }});
    THEN("TCP completes it, in the same try") {
      check_genuine(outcome.reply);
      CHECK(outcome.reply->truncated);
      REQUIRE(outcome.log().size() == 2);
      CHECK(outcome.log()[1].tcp);
    }
  }
  GIVEN("a server that keeps the last octet to itself") {
    const Outcome outcome = ask({[](const Query& query) -> Reaction {
                                  if (!query.tcp) return test::reply(query, {.truncated = true});
                                  return {.messages = answer(query).messages, .withheld_octets = 1};
                                }},
                                options(brief));
    THEN("the try's time-out caps it") {
      REQUIRE_FALSE(outcome.reply);
      CHECK(outcome.reply.error().kind == Failure::Kind::timed_out);
      CHECK(outcome.reply.error().question == question);
    }
  }
  GIVEN("a server that hangs up") {
    const Outcome outcome = ask({[](const Query& query) -> Reaction {
      return query.tcp ? Reaction{.hangs_up = true} : test::reply(query, {.truncated = true});
    }});
    THEN("it could not be reached") {
      REQUIRE_FALSE(outcome.reply);
      CHECK(outcome.reply.error().kind == Failure::Kind::unreachable);
      CHECK_THAT(outcome.reply.error().detail, contains_text("TCP"));
    }
  }
}

TEST_CASE("a server that does not understand EDNS is asked without, in the same try", "[dns][live]") {
  const auto [what, reaction] = GENERATE(table<std::string, DnsServer::Script>({
      {"FORMERR", saying(Rcode::formerr)},
      {"FORMERR without the question",
       [](const Query& query) { return test::reply(query, {.rcode = Rcode::formerr, .with_question = false}); }},
      {"a broken message", garble},
  }));
  CAPTURE(what);
  const Outcome outcome =
      ask({[reaction = reaction](const Query& query) { return query.edns ? reaction(query) : answer(query); }});
  check_genuine(outcome.reply);
  REQUIRE(outcome.log().size() == 2);
  CHECK(outcome.log()[0].edns);
  CHECK_FALSE(outcome.log()[1].edns);
}

TEST_CASE("what a server says instead of an answer is a failure, after all tries", "[dns][live]") {
  using Kind = Failure::Kind;
  const auto [what, reaction, kind, queries] = GENERATE(table<std::string, DnsServer::Script, Kind, std::size_t>({
      {"SERVFAIL", saying(Rcode::servfail), Kind::server_failed, 3},
      {"REFUSED", saying(Rcode::refused), Kind::refused, 3},
      {"NOTIMP", saying(Rcode::notimp), Kind::not_implemented, 3},
      {"FORMERR", saying(Rcode::formerr), Kind::server_failed, 6},  // with and without EDNS
      {"a broken message", garble, Kind::malformed, 6},
  }));
  CAPTURE(what);
  const Outcome outcome = ask({reaction}, options(patient, 2));
  REQUIRE_FALSE(outcome.reply);
  CHECK(outcome.reply.error().kind == kind);
  CHECK(outcome.reply.error().question == question);
  CHECK_THAT(outcome.reply.error().server, contains_text("127.0.0.1:"));
  CHECK(outcome.log().size() == queries);
}

TEST_CASE("REFUSED and NOTIMP may come without the question", "[dns][live]") {
  const Rcode rcode = GENERATE(Rcode::refused, Rcode::notimp);
  const Outcome outcome =
      ask({[rcode](const Query& query) { return test::reply(query, {.rcode = rcode, .with_question = false}); }});
  REQUIRE_FALSE(outcome.reply);
  CHECK(outcome.reply.error().kind ==
        (rcode == Rcode::refused ? Failure::Kind::refused : Failure::Kind::not_implemented));
}

TEST_CASE("a try that fails moves on to the next resolver", "[dns][live]") {
  const auto [what, reaction] = GENERATE(table<std::string, DnsServer::Script>({
      {"SERVFAIL", saying(Rcode::servfail)},
      {"REFUSED", saying(Rcode::refused)},
      {"NOTIMP", saying(Rcode::notimp)},
      {"a broken message", garble},
  }));
  CAPTURE(what);
  const Outcome outcome = ask({reaction, answer}, options(patient, 1));
  check_genuine(outcome.reply);
  CHECK(outcome.logs[1].size() == 1);
}

TEST_CASE("a silent resolver gives way to the next one", "[dns][live]") {
  const Outcome outcome = ask({silence, answer}, options(brief, 1));
  check_genuine(outcome.reply);
  CHECK(outcome.counts() == std::vector<std::size_t>{1, 1});
}

TEST_CASE("the tries are counted over all resolvers", "[dns][live]") {
  const auto [retries, counts] = GENERATE(table<int, std::vector<std::size_t>>({
      {0, {1, 0}},
      {1, {1, 1}},
      {2, {2, 1}},
  }));
  CAPTURE(retries);
  const Outcome outcome = ask({saying(Rcode::servfail), saying(Rcode::servfail)}, options(patient, retries));
  CHECK_FALSE(outcome.reply);
  CHECK(outcome.counts() == counts);
}

TEST_CASE("the failure reported is the one that tells most", "[dns][live]") {
  using Kind = Failure::Kind;
  const auto [what, first, second, kind] = GENERATE(table<std::string, DnsServer::Script, DnsServer::Script, Kind>({
      {"silence twice", silence, silence, Kind::timed_out},
      {"REFUSED, then silence", saying(Rcode::refused), silence, Kind::refused},
      {"silence, then REFUSED", silence, saying(Rcode::refused), Kind::refused},
      {"REFUSED, then SERVFAIL", saying(Rcode::refused), saying(Rcode::servfail), Kind::server_failed},
  }));
  CAPTURE(what);
  const Outcome outcome = ask({first, second}, options(brief, 1));
  REQUIRE_FALSE(outcome.reply);
  CHECK(outcome.reply.error().kind == kind);
}

TEST_CASE("without a resolver nothing can be reached", "[dns][live]") {
  const Outcome outcome = ask({});
  REQUIRE_FALSE(outcome.reply);
  CHECK(outcome.reply.error().kind == Failure::Kind::unreachable);
}

namespace {

/// Asks twice: a port where nobody listens first, or once a server that answers is known, last.
Task<std::vector<Reply>> ask_closed_port(int retries) {
  Loop& loop = co_await this_loop;
  DnsServer closed(loop, silence), open(loop, answer);
  LiveOptions live_options = options(patient, retries);
  live_options.servers = {closed.address(), open.address()};
  closed.close();
  LiveResolver resolver(loop, std::move(live_options));
  std::vector<Reply> replies;
  for (int i = 0; i < 2; ++i) replies.push_back(co_await resolver.ask(question));
  co_return replies;
}

}  // namespace

TEST_CASE("a closed port is known at once, and then asked last", "[dns][live]") {
  const std::vector<Reply> alone = test::run(ask_closed_port(0));
  REQUIRE_FALSE(alone[0]);
  CHECK(alone[0].error().kind == Failure::Kind::unreachable);
  check_genuine(alone[1]);

  for (const Reply& reply : test::run(ask_closed_port(1))) check_genuine(reply);
}

namespace {

/// The number of queries to a silent server and to one that answers, after each question. The cooldown ends before the
/// last.
Task<std::vector<std::pair<std::size_t, std::size_t>>> ask_beside_dead_server() {
  Loop& loop = co_await this_loop;
  DnsServer dead(loop, silence), living(loop, answer);
  std::chrono::steady_clock::time_point now{};
  LiveOptions live_options = options(brief, 1);
  live_options.servers = {dead.address(), living.address()};
  live_options.now = [&now] { return now; };
  LiveResolver resolver(loop, std::move(live_options));
  std::vector<std::pair<std::size_t, std::size_t>> counts;
  for (int i = 0; i < 4; ++i) {
    if (i == 3) now += 10s;
    const Reply reply = co_await resolver.ask(question);
    CHECK(bool(reply));
    counts.emplace_back(dead.log().size(), living.log().size());
  }
  co_return counts;
}

}  // namespace

TEST_CASE("a dead resolver is not asked first again until its cooldown ends", "[dns][live]") {
  using Counts = std::vector<std::pair<std::size_t, std::size_t>>;
  CHECK(test::run(ask_beside_dead_server()) == Counts{{1, 1}, {1, 2}, {1, 3}, {2, 4}});
}

namespace {

/// Answers with the records of the name asked for, as a server that does not follow aliases.
DnsServer::Script holding(std::vector<Record> records) {
  return [records = std::move(records)](const Query& query) {
    Response response;
    for (const Record& record : records)
      if (record.owner == query.question.name) response.answer.push_back(record);
    return test::reply(query, response);
  };
}

}  // namespace

TEST_CASE("an alias is followed where the server left its target out", "[dns][live]") {
  const Record first = alias("mx.acme.example", "b.example.net"), second = alias("b.example.net", "c.example.net"),
               last = address("c.example.net", "185.10.20.10");
  const Outcome outcome = ask({holding({first, second, last})});
  REQUIRE(outcome.reply);
  CHECK(outcome.reply->question == question);
  CHECK(outcome.reply->aliases == std::vector{first, second});
  CHECK(outcome.reply->records == std::vector{last});
  CHECK(outcome.log().size() == 3);
}

TEST_CASE("an alias that leads to nothing by the server's own word is not followed", "[dns][live]") {
  const Outcome outcome = ask({[](const Query& query) {
    return test::reply(query,
                       {.answer = {alias("mx.acme.example", "b.example.net")}, .authority = {soa("example.net")}});
  }});
  REQUIRE(outcome.reply);
  CHECK(outcome.reply->empty());
  CHECK(outcome.log().size() == 1);
}

TEST_CASE("a failure at an alias's target is one of the question", "[dns][live]") {
  const Outcome outcome = ask({[](const Query& query) {
    return query.question == question ? test::reply(query, {.answer = {alias("mx.acme.example", "b.example.net")}})
                                      : saying(Rcode::refused)(query);
  }});
  REQUIRE_FALSE(outcome.reply);
  CHECK(outcome.reply.error().kind == Failure::Kind::refused);
  CHECK(outcome.reply.error().question == question);
  CHECK_THAT(outcome.reply.error().detail, contains_text("b.example.net"));
}

TEST_CASE("aliases that run in a circle or do not end are given up", "[dns][live]") {
  const auto [what, script, queries] = GENERATE(table<std::string, DnsServer::Script, std::size_t>({
      {"a circle", holding({alias("mx.acme.example", "b.example.net"), alias("b.example.net", "mx.acme.example")}), 2},
      {"to itself", holding({alias("mx.acme.example", "mx.acme.example")}), 1},
      {"endless",
       [](const Query& query) {
         const Name& owner = query.question.name;
         return test::reply(query, {.answer = {{owner, Type::cname, 300s, Cname{*owner.prefixed("x")}}}});
       },
       17},
  }));
  CAPTURE(what);
  const Outcome outcome = ask({script});
  REQUIRE_FALSE(outcome.reply);
  CHECK(outcome.reply.error().kind == Failure::Kind::lame);
  CHECK(outcome.log().size() == queries);
}

namespace {

Task<std::vector<Query>> ask_often(int times) {
  Loop& loop = co_await this_loop;
  DnsServer server(loop, answer);
  LiveOptions live_options = options();
  live_options.servers = {server.address()};
  LiveResolver resolver(loop, std::move(live_options));
  std::vector<Task<Reply>> work;
  for (int i = 0; i < times; ++i) work.push_back(resolver.ask(question));
  for (const Reply& reply : co_await all(std::move(work))) CHECK(bool(reply));
  co_return server.log();
}

}  // namespace

TEST_CASE("IDs are random, and no port serves for long", "[dns][live]") {
  std::set<std::uint16_t> ids;
  std::map<std::uint16_t, std::size_t> ports;
  const std::vector<Query> queries = test::run(ask_often(3000));
  REQUIRE(queries.size() == 3000);
  for (const Query& query : queries) {
    ids.insert(query.id);
    ++ports[query.port];
  }
  CHECK(ids.size() > 2000);  // 2933 are expected of 3000 draws
  for (const auto& [port, count] : ports) CHECK(count <= 512);
}

namespace {

using Log = std::vector<std::string>;

Task<> ask_and_note(LiveResolver& resolver, Question asked, Log& log) {
  const Reply reply = co_await resolver.ask(asked);
  log.push_back(asked.name.to_string() + (reply ? " answered" : " failed"));
}

/// Two questions for one place: the first is never answered.
Task<Log> ask_in_line() {
  const Question first{name("first.example"), Type::a}, second{name("second.example"), Type::a};
  Loop& loop = co_await this_loop;
  DnsServer server(loop,
                   [&](const Query& query) { return query.question == first ? Reaction{} : test::reply(query, {}); });
  LiveOptions live_options = options(brief);
  live_options.servers = {server.address()};
  live_options.max_outstanding = 1;
  LiveResolver resolver(loop, std::move(live_options));
  Log log;
  std::vector<Task<>> work;
  work.push_back(ask_and_note(resolver, first, log));
  work.push_back(ask_and_note(resolver, second, log));
  co_await all(std::move(work));
  co_return log;
}

}  // namespace

TEST_CASE("queries beyond the bound wait their turn, outside their time-out", "[dns][live]") {
  CHECK(test::run(ask_in_line()) == Log{"first.example failed", "second.example answered"});
}

namespace {

/// Gives up on one question, of which the server never says anything over UDP or TCP, then puts another one.
Task<Reply> ask_after_giving_up(bool over_tcp) {
  const Question hopeless{name("hopeless.example"), Type::a};
  Loop& loop = co_await this_loop;
  DnsServer server(loop, [&](const Query& query) {
    if (query.question != hopeless) return answer(query);
    return over_tcp && !query.tcp ? test::reply(query, {.truncated = true}) : Reaction{};
  });
  LiveOptions live_options = options();
  live_options.servers = {server.address()};
  live_options.max_outstanding = 1;
  LiveResolver resolver(loop, std::move(live_options));
  const auto given_up = co_await within(brief, resolver.ask(hopeless));
  CHECK_FALSE(given_up);
  Reply reply = co_await resolver.ask(question);
  co_return reply;
}

}  // namespace

TEST_CASE("a question that is cancelled leaves nothing behind", "[dns][live]") {
  const bool over_tcp = GENERATE(false, true);
  check_genuine(test::run(ask_after_giving_up(over_tcp)));
}
