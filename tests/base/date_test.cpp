#include "base/date.h"

#include "support/catch.h"

using namespace mailready;

TEST_CASE("A date is read as ISO 8601 writes it, and nothing else is", "[base]") {
  const auto [text, is_date] = GENERATE(table<std::string, bool>({
      {"2027-03-01", true},
      {"2028-02-29", true},
      {"2027-02-29", false},
      {"2027-13-01", false},
      {"2027-00-10", false},
      {"2027-03-32", false},
      {"2027-3-1", false},
      {"01-03-2027", false},
      {"2027-03-01 ", false},
      {"2027/03/01", false},
      {"20270301", false},
      {"2027-03-", false},
      {"+027-03-01", false},
      {"", false},
  }));
  CAPTURE(text);
  const auto date = parse_date(text);
  CHECK(date.has_value() == is_date);
  if (date) CHECK(date_text(*date) == text);
}

TEST_CASE("Dates are days in a row", "[base]") {
  CHECK(date_text(parse_date("2027-02-28").value() + std::chrono::days(1)) == "2027-03-01");
  CHECK(parse_date("2027-12-31").value() < parse_date("2028-01-01").value());
}
