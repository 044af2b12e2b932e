#include "mail/tls_rpt/record.h"

#include "support/catch.h"
using namespace mailready;

TEST_CASE("a TLS reporting record counts by its first octets", "[mail][tls-rpt]") {
  const auto [text, counts, meant] = GENERATE(table<std::string, bool, bool>({
      {"v=TLSRPTv1; rua=mailto:a@acme.example", true, true},
      {"v=TLSRPTv1;rua=mailto:a@acme.example", true, true},
      {"v=TLSRPTv1", false, true},
      {"v=tlsrptv1; rua=mailto:a@acme.example", false, true},
      {"v=TLSRPTv2; rua=mailto:a@acme.example", false, false},
      {"v=STSv1; id=1", false, false},
  }));
  CAPTURE(text);
  CHECK(tls_rpt::is_record(text) == counts);
  CHECK(tls_rpt::is_meant_as_record(text) == meant);
}

TEST_CASE("a TLS reporting record is read as RFC 8460, section 3 has it", "[mail][tls-rpt]") {
  using Uris = std::vector<std::string>;
  const auto [text, uris] = GENERATE(table<std::string, Uris>({
      {"v=TLSRPTv1;rua=mailto:reports@example.com", {"mailto:reports@example.com"}},  // the RFC's own examples
      {"v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt", {"https://reporting.example.com/v1/tlsrpt"}},
      {"v=TLSRPTv1; rua=mailto:a@b.test , https://c.test/;", {"mailto:a@b.test", "https://c.test/"}},
      {"v=TLSRPTv1; x=y; rua=MAILTO:a@b.test; rua=ftp:nothing", {"MAILTO:a@b.test"}},
      {"v=TLSRPTv1; rua=https://c.test/?a=b", {"https://c.test/?a=b"}},
      {"v=TLSRPTv1;", {}},
      {"v=TLSRPTv1; ruf=mailto:a@b.test", {}},
      {"v=TLSRPTv1; rua=", {}},
      {"v=TLSRPTv1; rua=a@b.test", {}},
      {"v=TLSRPTv1; rua=mailto:b.test", {}},
      {"v=TLSRPTv1; rua=http://c.test/", {}},
      {"v=TLSRPTv1; rua=mailto:a@b.test,,mailto:c@d.test", {}},
      {"v=TLSRPTv1", {}},
  }));
  CAPTURE(text);
  const auto record = tls_rpt::parse(text);
  REQUIRE(static_cast<bool>(record) == !uris.empty());
  if (record) CHECK(record->reports == uris);
}
