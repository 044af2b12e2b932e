#include "base/duration.h"

#include "support/catch.h"

using namespace mailready;
using namespace std::chrono_literals;

TEST_CASE("A duration is a sum of whole numbers with units, the largest in front", "[base]") {
  const auto [text, duration] = GENERATE(table<std::string, std::chrono::seconds>({
      {"0s", 0s},
      {"45s", 45s},
      {"90s", 90s},
      {"007m", 7min},
      {"5m", 5min},
      {"4h", 4h},
      {"1d", 24h},
      {"1h30m", 90min},
      {"1d1s", 24h + 1s},
      {"2d3h4m5s", 51h + 4min + 5s},
      {"1h90m", 150min},
      {"36500d", 24h * 36500},
      {"3153600000s", 24h * 36500},
  }));
  CAPTURE(text);
  const auto parsed = parse_duration(text);
  REQUIRE(parsed.has_value());
  CHECK(*parsed == duration);
}

TEST_CASE("Nothing else is a duration", "[base]") {
  const std::string text = GENERATE(as<std::string>{}, "", " ", "h", "90", "3600", "1h30",  // no number, no unit
                                    "1.5h", "1,5h", "1e3s", "0x10s",                        // no whole number
                                    "-5m", "-0s", "+5m", "1h-5m", "1h+5m",                  // signs
                                    " 5m", "5m ", "5 m", "1h 30m",                          // blanks
                                    "5M", "1H", "5min", "1hour", "2w", "1y", "10ms",        // other units
                                    "30m1h", "1s1m", "1h1d", "1m1m", "1d1h1d",              // out of order, or twice
                                    "36501d", "3153600001s", "36500d1s", "876001h",         // over a hundred years
                                    "9223372036854775807d", "9223372036854775808s", "1d99999999999999999999s");
  CAPTURE(text);
  CHECK_FALSE(parse_duration(text).has_value());
}

TEST_CASE("A text may end anywhere, and hold any octet", "[base]") {
  CHECK(parse_duration(std::string_view("5m30s").substr(0, 2)) == std::optional<std::chrono::seconds>(5min));
  CHECK_FALSE(parse_duration(std::string_view("5m\0", 3)).has_value());
  CHECK_FALSE(parse_duration("\xFF").has_value());
}

TEST_CASE("A duration is told whole, without the units that are zero", "[base]") {
  const auto [duration, text] = GENERATE(table<std::chrono::seconds, std::string>({
      {0s, "0 seconds"},
      {1s, "1 second"},
      {59s, "59 seconds"},
      {60s, "1 minute"},
      {3599s, "59 minutes 59 seconds"},
      {3600s, "1 hour"},
      {3601s, "1 hour 1 second"},
      {5400s, "1 hour 30 minutes"},
      {86399s, "23 hours 59 minutes 59 seconds"},
      {86400s, "1 day"},
      {86460s, "1 day 1 minute"},
      {172800s, "2 days"},
      {2147483647s, "24855 days 3 hours 14 minutes 7 seconds"},  // the longest TTL (RFC 2181, section 8)
  }));
  CHECK(duration_text(duration) == text);
}
