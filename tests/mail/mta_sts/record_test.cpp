#include "mail/mta_sts/record.h"

#include "support/catch.h"
using namespace mailready;

TEST_CASE("an MTA-STS record counts by its first octets", "[mail][mta-sts]") {
  const auto [text, counts, meant] = GENERATE(table<std::string, bool, bool>({
      {"v=STSv1; id=1", true, true},
      {"v=STSv1;id=1", true, true},
      {"v=STSv1;", true, true},
      {"v=STSv1", false, true},
      {"v=STSv1 ; id=1", false, true},  // RFC 8461, section 3.1: not "v=STSv1;"
      {"V=STSv1; id=1", false, true},
      {"v=stsv1; id=1", false, true},
      {" v=STSv1; id=1", false, true},
      {"v = STSv1; id=1", false, true},
      {"v=STSv2; id=1", false, false},
      {"v=STSv10; id=1", false, false},
      {"v=spf1 -all", false, false},
      {"", false, false},
  }));
  CAPTURE(text);
  CHECK(mta_sts::is_record(text) == counts);
  CHECK(mta_sts::is_meant_as_record(text) == meant);
}

TEST_CASE("an MTA-STS record is read as RFC 8461, section 3.1 has it", "[mail][mta-sts]") {
  const auto [text, id] = GENERATE(table<std::string, std::string>({
      {"v=STSv1; id=20160831085700Z;", "20160831085700Z"},  // the RFC's own example
      {"v=STSv1;id=1", "1"},
      {"v=STSv1 ;id=1", ""},
      {"v=STSv1;\tid=1 ; ", "1"},
      {"v=STSv1; id=1; id=2", "1"},  // the first counts
      {"v=STSv1; x.y-z_1=a/b:c; id=1", "1"},
      {"v=STSv1; id=0123456789abcdefABCDEF0123456789", "0123456789abcdefABCDEF0123456789"},
      {"v=STSv1; id=0123456789abcdefABCDEF01234567890", ""},
      {"v=STSv1; id=2026-01-01T00:00:00", ""},
      {"v=STSv1; id=", ""},
      {"v=STSv1; ID=1", ""},
      {"v=STSv1; id=1;; a=b", ""},
      {"v=STSv1;; id=1", ""},
      {"v=STSv1; id=1; b", ""},
      {"v=STSv1; id=1; -b=c", ""},
      {"v=STSv1; id=1; b=", ""},
      {"v=STSv1; id=1; b=c d", ""},
      {"v=STSv1; id=1; b=c=d", ""},
      {"v=STSv1; id =1", ""},
      {"v=STSv1; id= 1", ""},
      {"v=STSv1;", ""},
      {"v=STSv1; a=b", ""},
  }));
  CAPTURE(text);
  const auto record = mta_sts::parse_record(text);
  REQUIRE(static_cast<bool>(record) == !id.empty());
  if (record) CHECK(record->id == id);
}

TEST_CASE("the fault of an MTA-STS record is named, safe to show", "[mail][mta-sts]") {
  const auto [text, fault] = GENERATE(table<std::string, std::string>({
      {"v=STSv1; id=a\x1b[2Jb", "\\027"},
      {"v=STSv1", "does not begin with v=STSv1;"},
      {"v=STSv1;", "it has no id="},
      {"v=STSv1; id=0123456789abcdefABCDEF01234567890", "id= has 33 letters; 32 are the most"},
      {"v=STSv1; id", "\"id\" is no field of the form NAME=VALUE"},
  }));
  CAPTURE(text);
  CHECK_THAT(mta_sts::parse_record(text).error(), contains_text(fault));
}
