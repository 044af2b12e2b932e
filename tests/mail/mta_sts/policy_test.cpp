#include "mail/mta_sts/policy.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
using namespace mailready;
using mta_sts::Mode;
using mta_sts::parse_policy;
using test::name;

namespace {

/// A policy in these lines behind a version, mode and age that hold.
std::string with(const std::string& lines) { return "version: STSv1\nmode: enforce\nmax_age: 604800\n" + lines; }

}  // namespace

TEST_CASE("the example of RFC 8461, section 3.2 is read", "[mail][mta-sts]") {
  const std::string end = GENERATE("\n", "\r\n");
  const std::string text = "version: STSv1" + end + "mode: enforce" + end + "mx: mail.example.com" + end +
                           "mx: *.example.net" + end + "mx: backupmx.example.com" + end + "max_age: 604800";
  const std::string last = GENERATE("", "\n", "\r\n", " \n\n");
  const auto policy = parse_policy(text + last);
  REQUIRE(policy);
  CHECK(*policy == mta_sts::Policy{.mode = Mode::enforce,
                                   .exchanges = {"mail.example.com", "*.example.net", "backupmx.example.com"},
                                   .max_age = std::chrono::seconds(604'800)});
}

TEST_CASE("a policy needs its fields, in any order", "[mail][mta-sts]") {
  const auto [text, fault] = GENERATE(table<std::string, std::string>({
      {"max_age:1\nmx:a.test\nmode:testing\nversion:STSv1", ""},
      {"version: STSv1\nmode: none\nmax_age: 86400", ""},
      {"version: STSv1\nmode: enforce\nmax_age: 86400", "it has no mx, and its mode is enforce"},
      {"version: STSv1\nmode: testing\nmax_age: 86400", "it has no mx, and its mode is testing"},
      {"mode: none\nmax_age: 86400", "it has no version"},
      {"version: STSv1\nmax_age: 86400", "it has no mode"},
      {"version: STSv1\nmode: none", "it has no max_age"},
      {"version: STSv2\nmode: none\nmax_age: 86400", "line 1: the version is \"STSv2\" and not STSv1"},
      {"Version: STSv1\nmode: none\nmax_age: 86400", "it has no version"},
      {"version: STSv1\nmode: Enforce\nmax_age: 1", "line 2: the mode is \"Enforce\""},
      {"version: STSv1\nmode: report\nmax_age: 1", "line 2: the mode is \"report\""},
      {"", "it has no version"},
      {"<!DOCTYPE html>", "line 1: it is no field"},
      {"<html>a: b</html>", "line 1: \"<html>a\" is no name of a field"},
      {"\xEF\xBB\xBFversion: STSv1\nmode: none\nmax_age: 1", "is no name of a field"},
  }));
  CAPTURE(text);
  const auto policy = parse_policy(text);
  REQUIRE(static_cast<bool>(policy) == fault.empty());
  if (!policy) CHECK_THAT(policy.error(), contains_text(fault));
}

TEST_CASE("max_age is at most a year", "[mail][mta-sts]") {
  const auto [age, holds] = GENERATE(table<std::string, bool>({
      {"0", true},
      {"31557600", true},
      {"0031557600", true},
      {"31557601", false},
      {"00031557600", false},  // eleven digits
      {"99999999999999999999", false},
      {"-1", false},
      {"+1", false},
      {"1.5", false},
      {"1 2", false},
      {"one", false},
      {"", false},
  }));
  CAPTURE(age);
  CHECK(static_cast<bool>(parse_policy("version: STSv1\nmode: none\nmax_age: " + age)) == holds);
}

TEST_CASE("an mx field is a host, or a wildcard in front of one", "[mail][mta-sts]") {
  const auto [pattern, holds] = GENERATE(table<std::string, bool>({
      {"mx1.acme.example", true},
      {"MX1.Acme.Example", true},
      {"*.acme.example", true},
      {"localhost", true},
      {"xn--bcher-kva.example", true},
      {"mx1.acme.example.", false},
      {"*.acme.example.", false},
      {".acme.example", false},
      {"*", false},
      {"*.", false},
      {"*.*.example", false},
      {"mx*.acme.example", false},
      {"mx.*.example", false},
      {"-mx.acme.example", false},
      {"mx_1.acme.example", false},
      {"mx1.acme.example, mx2.acme.example", false},
      {"10 mx1.acme.example", false},
      {"b\xC3\xBC"
       "cher.example",
       false},
      {"", false},
  }));
  CAPTURE(pattern);
  CHECK(static_cast<bool>(parse_policy(with("mx: " + pattern))) == holds);
}

TEST_CASE("unknown fields are passed over, and of a field that stands twice the first counts", "[mail][mta-sts]") {
  const auto policy =
      parse_policy(with("mx: a.test\nfuture.field: a=b; c\nmode: none\nmax_age: x\nversion: STSv9\nmx: b.test"));
  REQUIRE(policy);
  CHECK(policy->mode == Mode::enforce);
  CHECK(policy->exchanges == std::vector<std::string>{"a.test", "b.test"});
  CHECK(policy->max_age == std::chrono::seconds(604'800));
}

TEST_CASE("a pattern matches as RFC 8461, section 4.1 has it", "[mail][mta-sts]") {
  const auto [pattern, exchange, matches] = GENERATE(table<std::string, std::string, bool>({
      {"mail.example.com", "mail.example.com", true},
      {"MAIL.example.com", "mail.EXAMPLE.com", true},
      {"mail.example.com", "mail.example.com.", true},
      {"mail.example.com", "mail2.example.com", false},
      {"example.com", "mail.example.com", false},
      {"*.example.com", "mail.example.com", true},
      {"*.Example.com", "MAIL.example.com", true},
      {"*.example.com", "example.com", false},
      {"*.example.com", "foo.bar.example.com", false},
      {"*.example.com", "mailexample.com", false},
  }));
  CAPTURE(pattern, exchange);
  const auto policy = parse_policy(with("mx: other.test\nmx: " + pattern));
  REQUIRE(policy);
  CHECK(policy->matches(name(exchange)) == matches);
}

TEST_CASE("a hostile policy stays within bounds, and its text is safe to show", "[mail][mta-sts]") {
  std::string lines;
  for (int i = 0; i < 1001; ++i) lines += "mx: a.test\n";
  CHECK_THAT(parse_policy(with(lines)).error(), contains_text("more than 1000 mx fields"));
  CHECK_THAT(parse_policy(with("mx: \x1b]0;x")).error(), contains_text("line 4: the mx \"\\027"));
}
