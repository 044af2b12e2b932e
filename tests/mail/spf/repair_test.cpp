#include "mail/spf/repair.h"

#include "mail/spf/record.h"
#include "support/catch.h"

using namespace mailready;
using namespace mailready::spf;

TEST_CASE("the usual slips are cured", "[mail][spf]") {
  const auto [before, after] = GENERATE(table<std::string, std::string>({
      {"v=spf1 ipv4:185.10.20.7 -all", "v=spf1 ip4:185.10.20.7 -all"},
      {"v=spf1 ipv6:2a05:10:20::7 -all", "v=spf1 ip6:2a05:10:20::7 -all"},
      {"v=spf1 ip:185.10.20.7 -all", "v=spf1 ip4:185.10.20.7 -all"},
      {"v=spf1 ip6:185.10.20.7 -all", "v=spf1 ip4:185.10.20.7 -all"},
      {"v=spf1 ip4:2a05:10:20::7 -all", "v=spf1 ip6:2a05:10:20::7 -all"},
      {"v=spf1 ip4:mail.example.net -all", "v=spf1 a:mail.example.net -all"},
      {"v=spf1 ip4:185.10.20.0/ -all", "v=spf1 ip4:185.10.20.0 -all"},
      {"v=spf1 ip4: 185.10.20.7 -all", "v=spf1 ip4:185.10.20.7 -all"},
      {"v=spf1 mx, a -all", "v=spf1 mx a -all"},
      {"v=spf1 mx,a,-all", "v=spf1 mx a -all"},
      {"v=spf1 mx -all;", "v=spf1 mx -all"},
      {"v=spf1 mx\t-all", "v=spf1 mx -all"},
      {"v=spf1 mx\xC2\xA0-all", "v=spf1 mx -all"},
      {"v=spf1 mx \"-all\"", "v=spf1 mx -all"},
      {"v=spf1 mx \xE2\x80\x93"
       "all",
       "v=spf1 mx -all"},
      {"v=spf1 mx \xE2\x88\x92"
       "all",
       "v=spf1 mx -all"},
      {"v=spf1 mx \xEF\xBD\x9E"
       "all",
       "v=spf1 mx ~all"},
      {"v=spf1 mx \xE2\x80\x93include:a.example.net -all", "v=spf1 mx -include:a.example.net -all"},
      {"v=spf1 mx -a\xE2\x80\x8Bll", "v=spf1 mx -all"},
      {"v=spf1 mx -al", "v=spf1 mx -all"},
      {"v=spf1 mx, all", "v=spf1 mx all"},
      {"v=spf1 inlcude:sendgrid.net -all", "v=spf1 include:sendgrid.net -all"},
      {"v=spf1 redirect:_spf.example.net", "v=spf1 redirect=_spf.example.net"},
      {"v=spf1 mx -exp=e.example.net -all", "v=spf1 mx exp=e.example.net -all"},
      {"v=spf1 exp=e.example.net exp=e.example.net -all", "v=spf1 exp=e.example.net -all"},
      {"v=spf1 ipv4:185.10.20.7, inlcude:sendgrid.net; -all", "v=spf1 ip4:185.10.20.7 include:sendgrid.net -all"},
  }));
  CAPTURE(before);
  CHECK(repaired({before}) == after);
}

TEST_CASE("terms that run together where two strings meet are parted", "[mail][spf]") {
  CHECK(repaired({"v=spf1 ip4:185.10.20.7", "-all"}) == "v=spf1 ip4:185.10.20.7 -all");
  CHECK(repaired({"v=spf1 ip4:185.10.20.7", "ip4:185.10.20.8", "-all"}) ==
        "v=spf1 ip4:185.10.20.7 ip4:185.10.20.8 -all");
}

TEST_CASE("what cannot be guessed is left alone", "[mail][spf]") {
  const auto text = GENERATE(as<std::string>(), "v=spf1 ip4:185.10.20.0/33 -all", "v=spf1 ip4:185.10.20.256 -all",
                             "v=spf1 include -all", "v=spf1 a:localhost -all", "v=spf1 exists:%.example.net -all",
                             "v=spf1 ip6:2a05::20::10 -all", "v=spf1 redirect=a.example.net redirect=b.example.net",
                             "v=spf1 foo -all", "v=spf1 ip4: include:a.example.net -all");
  CAPTURE(text);
  CHECK_FALSE(repaired({text}));
}

TEST_CASE("no cure lets everybody pass", "[mail][spf]") {
  const auto text =
      GENERATE(as<std::string>(), "v=spf1 mx al", "v=spf1 mx ail", "v=spf1 mx call", "v=spf1 mx =all", "v=spf1 mx +al",
               "v=spf1 ip4:185.10.20.7\xE2\x80\x93"
               "all",
               "v=spf1 mx \xFF"
               "all",
               "v=spf1 mx \xC3\xA9"
               "all");
  CAPTURE(text);
  CHECK_FALSE(repaired({text}));
  CHECK(meant_as_spf("v=spf1; ip4:185.10.20.7 \xE2\x80\x93"
                     "all") == "v=spf1 ip4:185.10.20.7 -all");
}

TEST_CASE("a valid record needs no cure", "[mail][spf]") { CHECK_FALSE(repaired({"v=spf1 mx", " -all"})); }

TEST_CASE("a hostile record ends the cure soon", "[mail][spf]") {
  std::string text = "v=spf1";
  for (int i = 0; i < 1000; ++i) text += " ipv4:185.10.20.7";
  CHECK_FALSE(repaired({text}));
}

TEST_CASE("a TXT text that was meant as SPF is recognised", "[mail][spf]") {
  CHECK(meant_as_spf("v=spf1;mx -all") == "v=spf1 mx -all");
  CHECK(meant_as_spf("\"v=spf1 mx -all\"") == "v=spf1 mx -all");
  CHECK(meant_as_spf(" V=SPF1\tmx -all") == "v=spf1 mx -all");
  CHECK_FALSE(meant_as_spf("v=spf1 mx -all"));
  CHECK_FALSE(meant_as_spf("my spf is v=spf1 -all"));
  CHECK_FALSE(meant_as_spf("v=spf2.0/mfrom mx -all"));
  CHECK_FALSE(meant_as_spf(""));
}

TEST_CASE("several records become one where the order of terms makes no difference", "[mail][spf]") {
  CHECK(merged({"v=spf1 include:a.example.net -all", "v=spf1 include:b.example.net -all"}) ==
        "v=spf1 include:a.example.net include:b.example.net -all");
  CHECK(merged({"v=spf1 mx -all", "v=spf1 MX a ~all"}) == "v=spf1 mx a ~all");
  CHECK(merged({"v=spf1 mx +all", "v=spf1"}) == "v=spf1 mx ~all");
  CHECK(merged({"v=spf1 mx exp=a.example.net -all", "v=spf1 exp=b.example.net -all"}) ==
        "v=spf1 mx exp=a.example.net -all");
  SECTION("but not else") {
    CHECK_FALSE(merged({"v=spf1 mx -all", "v=spf1 redirect=a.example.net"}));
    CHECK_FALSE(merged({"v=spf1 mx -all", "v=spf1 -ip4:185.10.20.7 a -all"}));
    CHECK_FALSE(merged({"v=spf1 mx -all", "v=spf1 ipv4:185.10.20.7 -all"}));
  }
}
