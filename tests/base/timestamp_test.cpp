#include "base/timestamp.h"

#include "support/catch.h"

using namespace mailready;
using namespace std::chrono_literals;

TEST_CASE("a moment is written in UTC, to the millisecond", "[base][timestamp]") {
  const auto [time, text] = GENERATE(table<Timestamp, std::string>({
      {Timestamp(0ms), "1970-01-01T00:00:00.000Z"},
      {Timestamp(951'782'400'007ms), "2000-02-29T00:00:00.007Z"},
      {Timestamp(1'796'073'605'123ms), "2026-11-30T21:20:05.123Z"},
      {Timestamp(-1ms), "1969-12-31T23:59:59.999Z"},
  }));
  CHECK(timestamp_text(time) == text);
  CHECK(parse_timestamp(text) == time);
}

TEST_CASE("what is no moment is not read as one", "[base][timestamp]") {
  const auto text = GENERATE(as<std::string>{}, "", "2026-11-30", "2026-11-30T21:20:05Z", "2026-11-30T21:20:05.123",
                             "2026-02-29T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "2026-11-30T24:00:00.000Z",
                             "2026-11-30T21:60:05.123Z", "2026-11-30 21:20:05.123Z", "2026-11-3xT21:20:05.123Z",
                             "2026-11-30T21:20:05.-12Z", "2026-11-30T21:20:05.123Z ");
  CAPTURE(text);
  CHECK_FALSE(parse_timestamp(text));
}
