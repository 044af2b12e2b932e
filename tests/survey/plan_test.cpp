#include "survey/plan.h"

#include "support/catch.h"
#include "support/fake_resolver.h"

using namespace mailready;
using namespace mailready::survey;
using test::name;

TEST_CASE("sender is an id, alone or with selectors", "[survey][plan]") {
  const auto sender = parse_sender("postmark", Role::primary);
  REQUIRE(sender);
  CHECK(sender->provider->id == "postmark");
  CHECK(sender->role == Role::primary);
  CHECK(sender->selectors.empty());

  const auto backup = parse_sender("Twilio-SendGrid:s1,S2@Mail.acme.example.,2026.a_b,s1", Role::backup);
  REQUIRE(backup);
  CHECK(backup->provider->id == "sendgrid");
  CHECK(backup->role == Role::backup);
  CHECK(backup->selectors == std::vector<DeclaredSelector>{
                                 {"s1", std::nullopt}, {"s2", name("mail.acme.example")}, {"2026.a_b", std::nullopt}});
}

TEST_CASE("sender that does not parse is refused with a sentence that helps", "[survey][plan]") {
  const auto [text, complaint] = GENERATE(table<std::string, std::string>({
      {"postmrk", "unknown provider \"postmrk\": did you mean \"postmark\"?"},
      {"qqqqqqqqqq:s1", "unknown provider \"qqqqqqqqqq\""},
      {"", "the provider is missing"},
      {":s1", "the provider is missing"},
      {"postmark:", "a selector is empty in \"postmark:\""},
      {"postmark:a,,b", "a selector is empty"},
      {"postmark:@acme.example", "a selector is empty"},
      {"postmark:a..b", "\"a..b\" is no selector"},
      {"postmark:a b", "\"a b\" is no selector"},
      {"postmark:*pm", "\"*pm\" is no selector"},
      {"postmark:pm@", "no signing domain"},
      {"postmark:pm@a@b", "no signing domain"},
      {"postmark:pm@.", "no signing domain"},
      {"postmark:" + std::string(64, 'a'), "is no selector"},
      {"post\x1bmark", "post\\027mark"},
  }));
  CAPTURE(text);
  const auto sender = parse_sender(text, Role::primary);
  REQUIRE_FALSE(sender);
  CHECK_THAT(sender.error(), contains_text(complaint));
}

TEST_CASE("return path is a label, a name or one of two words", "[survey][plan]") {
  using Kind = ReturnPath::Kind;
  CHECK(*parse_return_path("em4821") == ReturnPath{Kind::named, "em4821"});
  CHECK(*parse_return_path("Bounce.Acme.example.") == ReturnPath{Kind::named, "bounce.acme.example"});
  CHECK(*parse_return_path("eu.rp") == ReturnPath{Kind::named, "eu.rp"});
  CHECK(parse_return_path("provider")->kind == Kind::provider);
  CHECK(parse_return_path("SELF")->kind == Kind::self);
  for (const std::string text : {"", ".", "a..b", "*.acme.example", "a b", "bounce@acme.example"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_return_path(text));
  }
  CHECK_THAT(parse_return_path("bounce@acme.example").error(), contains_text("mail address"));
}

TEST_CASE("stream is one of three words", "[survey][plan]") {
  for (const Stream stream : {Stream::transactional, Stream::marketing, Stream::self_hosted})
    CHECK(*parse_stream(stream_text(stream)) == stream);
  CHECK(*parse_stream("Marketing") == Stream::marketing);
  CHECK_THAT(parse_stream("bulk").error(), contains_text("transactional, marketing or self-hosted"));
}

TEST_CASE("a backup for campaigns can wait, and nothing else can", "[survey][plan]") {
  const auto [plan_stream, own_stream, role, time_critical, expected] =
      GENERATE(table<Stream, std::optional<Stream>, Role, bool, bool>({
          {Stream::marketing, std::nullopt, Role::backup, false, true},
          {Stream::marketing, std::nullopt, Role::backup, true, false},
          {Stream::marketing, std::nullopt, Role::primary, false, false},
          {Stream::marketing, Stream::transactional, Role::backup, false, false},
          {Stream::transactional, Stream::marketing, Role::backup, false, true},
          {Stream::transactional, std::nullopt, Role::backup, false, false},
          {Stream::self_hosted, std::nullopt, Role::backup, false, false},
      }));
  Plan plan;
  plan.stream = plan_stream;
  Sender sender = *parse_sender("postmark", role);
  sender.stream = own_stream;
  sender.time_critical = time_critical;
  CHECK(plan.can_wait(sender) == expected);
}

TEST_CASE("plan knows whether it declares an inbound backup", "[survey][plan]") {
  Plan plan;
  CHECK_FALSE(plan.declared());
  CHECK_FALSE(plan.declares_inbound_backup());
  plan.inbound.push_back({name("mx1.acme.example"), Role::primary});
  CHECK(plan.declared());
  CHECK_FALSE(plan.declares_inbound_backup());
  plan.inbound.push_back({name("mx2.acme.example"), Role::backup});
  CHECK(plan.declares_inbound_backup());
}

TEST_CASE("a shared catalogue entry is the entry itself", "[survey][plan]") {
  const catalogue::Provider* postmark = catalogue::find("postmark");
  CHECK(share(*postmark).get() == postmark);
}
