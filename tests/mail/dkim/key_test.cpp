#include "mail/dkim/key.h"

#include "support/catch.h"

using namespace mailready;
using dkim::Algorithm;

// Keys made for this test with openssl genrsa and genpkey.
static const std::string rsa512 =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAPPk/TP78FUfl00FoQWgVDiYgYCZvKn9sIL4t1FoYHor5yzeHpM2BHM1Z3ixJHCRJ5xLU1TrM15U5Wnlbw"
    "HzNjECAwEAAQ==";
static const std::string rsa512_without_parameters =  // of its AlgorithmIdentifier, where NULL should stand
    "MFowCwYJKoZIhvcNAQEBA0sAMEgCQQDz5P0z+/BVH5dNBaEFoFQ4mIGAmbyp/bCC+LdRaGB6K+cs3h6TNgRzNWd4sSRwkSecS1NU6zNeVOVp5W8B"
    "8zYxAgMBAAE=";
static const std::string rsa1024 =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDH7rzHD6+G9pmOYMLWwnJVoiAQPUDmPmVtPDABLKBChknPNCELSBAxK0js6xj6EmqmUKbZDJ7FUS"
    "w67ukDRkB+gND6j8GyfsRiXYcLNnGyzueia1qx+Ce/s0llLRvrUHi/jRxvwUl2KlClY49cvzDpik1jj7uD3+OpCY9gPopqLwIDAQAB";
static const std::string rsa1024_bare =
    "MIGJAoGBAMfuvMcPr4b2mY5gwtbCclWiIBA9QOY+ZW08MAEsoEKGSc80IQtIEDErSOzrGPoSaqZQptkMnsVRLDru6QNGQH6A0PqPwbJ+xGJdhws2cb"
    "LO56JrWrH4J7+zSWUtG+tQeL+NHG/BSXYqUKVjj1y/MOmKTWOPu4Pf46kJj2A+imovAgMBAAE=";
static const std::string rsa2048 =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxVjedQ761wulADL+92BI5J8+Oj9WTAtsdP+FlOvk8Jz8uq9wMa4Hk3j62be72I1FMnie0D"
    "VniJUz4SvUC09fc7AxavVFCYi9vEeV5s8kko5TXYQW88/yxaTTn2I72AXKFpWufD2k1BqS2xHRyx4OdogbMQNTJTEHDPqDpD/0LeSFQNWMPMxQu03x"
    "PQyX+yR7h8RnVXx2hm6tYLlaOh83XZWpO3QH3JaMfN5c3ilVnJrpDm4bty04byR845rV+7nsfP+YeDfqBoioJU+lhRR3G3Uzx+WI6PapzXCbUgIL2k"
    "pEQjj1l6+eAsxaH0whKY2PF+b/PUrb00lFeaBDhp1SzQIDAQAB";
static const std::string elliptic =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8MQNNzEaLrscq6FRZfLiV+aF2Y6q2DOVubWDt4jBYIcj9/V2uxHzSBHpgmJn6ZvD14LcF/cvGHQmbZ"
    "r5gGzPfQ==";
static const std::string ed25519 = "B73ShheI1SmAF4N1Jpa9gQoZIrZ6xUbm6238471hLjc=";
static const std::string ed25519_info = "MCowBQYDK2VwAyEAB73ShheI1SmAF4N1Jpa9gQoZIrZ6xUbm6238471hLjc=";

TEST_CASE("DKIM key is measured and judged", "[mail][dkim]") {
  const auto [text, algorithm, bits, usable] = GENERATE(table<std::string, Algorithm, int, bool>({
      {"v=DKIM1; k=rsa; p=" + rsa2048, Algorithm::rsa, 2048, true},
      {"p=" + rsa1024, Algorithm::rsa, 1024, true},
      {"p=" + rsa1024_bare, Algorithm::rsa, 1024, true},
      {"k=RSA; p=" + rsa1024, Algorithm::rsa, 1024, true},
      {"p=" + rsa512, Algorithm::rsa, 512, false},
      {"p=" + rsa512_without_parameters, Algorithm::rsa, 512, false},
      {"p=MAkCAgD/AgMBAAE=", Algorithm::rsa, 8, false},  // SEQUENCE { INTEGER 255, INTEGER 65537 }
      {"p=MAgCAQECAwEAAQ==", Algorithm::rsa, 1, false},  // SEQUENCE { INTEGER 1, INTEGER 65537 }
      {"v=DKIM1; k=ed25519; p=" + ed25519, Algorithm::ed25519, 256, true},
      {"v=DKIM1; k=mldsa65; p=AAAA", Algorithm::unknown, 0, false},
      {"v=DKIM1; h=sha1; p=" + rsa1024, Algorithm::rsa, 1024, false},
      {"v=DKIM1; h=sha1 : sha256; p=" + rsa1024, Algorithm::rsa, 1024, true},
      {"v=DKIM1; s=tlsrpt; p=" + rsa1024, Algorithm::rsa, 1024, false},
      {"v=DKIM1; s=tlsrpt:email; p=" + rsa1024, Algorithm::rsa, 1024, true},
      {"v=DKIM1; s=*; p=" + rsa1024, Algorithm::rsa, 1024, true},
      {"v=DKIM1; t=y; p=" + rsa1024, Algorithm::rsa, 1024, true},
      {"v=DKIM1; p=", Algorithm::rsa, 0, false},
      {"v = DKIM1 ; zz=1; g=*; p = " + rsa1024.substr(0, 60) + " \r\n\t" + rsa1024.substr(60) + " ;", Algorithm::rsa,
       1024, true},
  }));
  CAPTURE(text);
  const auto key = dkim::parse(text);
  REQUIRE(key);
  CHECK(key->algorithm == algorithm);
  CHECK(key->bits == bits);
  CHECK(key->usable() == usable);
}

TEST_CASE("DKIM key with an empty p= is revoked, whatever its algorithm", "[mail][dkim]") {
  for (const std::string text : {"p=", "v=DKIM1; k=ed25519; p= ;", "v=DKIM1; k=new; p="}) {
    CAPTURE(text);
    const auto key = dkim::parse(text);
    REQUIRE(key);
    CHECK(key->revoked());
  }
}

TEST_CASE("DKIM flags are a list in which y means a test", "[mail][dkim]") {
  CHECK(dkim::parse("t=y; p=")->testing);
  CHECK(dkim::parse("t=s : y; p=")->testing);
  CHECK_FALSE(dkim::parse("t=s; p=")->testing);
  CHECK_FALSE(dkim::parse("t=yes; p=")->testing);
}

TEST_CASE("DKIM key record is malformed", "[mail][dkim]") {
  const auto [text, complaint] = GENERATE(table<std::string, std::string>({
      {"", "empty tag"},
      {"v=DKIM1; k=rsa", "p= is missing"},
      {"v=DKIM1; k=; p=", "k= is empty"},
      {"p=; v=DKIM1", "v= is not the first tag"},
      {"v=DKIM2; p=", "not DKIM1"},
      {"v=dkim1; p=", "not DKIM1"},
      {"V=DKIM1; v=DKIM1; p=", "v= is not the first tag"},
      {"v=DKIM1; k=rsa; k=rsa; p=", "k= stands twice"},
      {"v=DKIM1 k=rsa p=", "not DKIM1"},
      {"v=spf1 -all", "not DKIM1"},
      {"p=MIGf!!!!", "no base64"},
      {"p=MIG", "no base64"},
      {"p=M===", "no base64"},
      {"p====", "no base64"},
      {"p=MI=f", "no base64"},
      {"p=MIGf-_AA", "no base64"},
      {"k=new; p=?", "no base64"},
      {"p=AAAA", "no RSA public key"},
      {"p=" + elliptic, "no RSA public key"},
      {"p=" + ed25519, "no RSA public key"},
      {"p=" + rsa1024 + "AAAA", "no RSA public key"},  // octets behind the key
      {"p=" + rsa1024.substr(0, 80), "no RSA public key"},
      {"p=MAYCAQACAQM=", "no RSA public key"},          // SEQUENCE { INTEGER 0, INTEGER 3 }
      {"p=MAYCAf8CAQM=", "no RSA public key"},          // SEQUENCE { INTEGER -1, INTEGER 3 }
      {"p=MAA=", "no RSA public key"},                  // SEQUENCE {}
      {"p=MAQCAgD/", "no RSA public key"},              // SEQUENCE { INTEGER 255 }
      {"p=MAcCAgD/AgH/", "no RSA public key"},          // SEQUENCE { INTEGER 255, INTEGER -1 }
      {"p=MAkCAgB/AgMBAAE=", "no RSA public key"},      // an INTEGER with a zero too many
      {"p=MAwCAgD/AgMBAAECAQE=", "no RSA public key"},  // three INTEGERs
      {"p=MA==", "no RSA public key"},
      {"p=MP8=", "no RSA public key"},              // a length of 127 octets, none of which stands there
      {"p=MIT/////", "no RSA public key"},          // a length of four gigabytes
      {"p=MIACAgD/AgMBAAEA", "no RSA public key"},  // a length that is left open
      {"k=ed25519; p=" + ed25519_info, "44 octets"},
      {"k=ed25519; p=AAAA", "3 octets"},
  }));
  CAPTURE(text);
  const auto key = dkim::parse(text);
  REQUIRE_FALSE(key);
  CHECK_THAT(key.error().message, contains_text(complaint));
}
