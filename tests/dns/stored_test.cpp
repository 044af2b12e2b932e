#include "dns/stored.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::dns;
using test::name;

namespace {
Answer answer_to(Question question, const std::string& server) {
  Answer answer{.question = std::move(question)};
  answer.server = server;
  return answer;
}
}  // namespace

TEST_CASE("A stored answer comes again whole, in whatever case it is asked for", "[dns][stored]") {
  test::FakeResolver source{{"acme.example", "TXT", "v=spf1 -all"}, {"www.acme.example", "CNAME", "acme.example"}};
  const Question question{name("www.acme.example"), Type::txt};
  const Reply reply = test::run(source.ask(question));
  StoredResolver stored;
  stored.store(question, reply);
  CHECK(test::run(stored.ask({name("www.acme.example"), Type::txt})) == reply);
  CHECK(test::run(stored.ask({name("WWW.Acme.EXAMPLE"), Type::txt})) == reply);
}

TEST_CASE("A stored failure stays that failure", "[dns][stored]") {
  const auto kind = GENERATE(Failure::Kind::timed_out, Failure::Kind::server_failed, Failure::Kind::budget);
  const Question question{name("acme.example"), Type::mx};
  Failure failure{.kind = kind, .question = question};
  failure.server = "192.0.2.53:53";
  StoredResolver stored;
  stored.store(question, failure);
  const Reply reply = test::run(stored.ask(question));
  REQUIRE_FALSE(reply);
  CHECK(reply.error() == failure);
}

TEST_CASE("What was not stored is unknown, and neither absent nor an answer of another type", "[dns][stored]") {
  const Question stored_question{name("acme.example"), Type::mx};
  StoredResolver stored;
  stored.store(stored_question, answer_to(stored_question, "fake"));
  const auto [owner, type] = GENERATE(table<std::string, Type>({
      {"acme.example", Type::txt},
      {"example", Type::mx},
      {"mx.acme.example", Type::mx},
  }));
  CAPTURE(owner);
  const Question question{name(owner), type};
  const Reply reply = test::run(stored.ask(question));
  REQUIRE_FALSE(reply);
  CHECK(reply.error().kind == Failure::Kind::offline);
  CHECK(reply.error().question == question);
}

TEST_CASE("Of two replies to one question the later counts", "[dns][stored]") {
  const Question question{name("acme.example"), Type::mx};
  StoredResolver stored;
  stored.store(question, Failure{.kind = Failure::Kind::timed_out, .question = question});
  stored.store(question, answer_to(question, "second"));
  const Reply reply = test::run(stored.ask(question));
  REQUIRE(reply);
  CHECK(reply->server == "second");
}
