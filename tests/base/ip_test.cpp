#include "base/ip.h"

#include "support/catch.h"
using namespace mailready;

static IpAddress address(const std::string& text) {
  const auto parsed = IpAddress::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

TEST_CASE("addresses are read strictly and printed canonically", "[base][ip]") {
  const auto [text, canonical] = GENERATE(table<std::string, std::string>({
      {"192.0.2.1", "192.0.2.1"},
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // one zero group stays (RFC 5952, section 4.2.2)
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},           // the longest run (section 4.2.3)
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},     // the first of equals (section 4.2.3)
      {"0:0:0:0:0:ffff:192.0.2.1", "::ffff:192.0.2.1"},  // section 5
      {"::1:2", "::1:2"},
      {"fe80:0:0:0:1:0:0:0", "fe80::1:0:0:0"},
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
  }));
  CAPTURE(text);
  CHECK(address(text).to_string() == canonical);
  CHECK(address(canonical) == address(text));
}

TEST_CASE("what is no address is refused", "[base][ip]") {
  const std::string text =
      GENERATE(as<std::string>{}, "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.",
               "0x1.2.3.4", "1..2.3", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "fe80::1%eth0",
               "::1.2.3.256", "g::", "1:2:3:4:5:6:7:8::", "[::1]", "0000:0000:0000:0000:0000:ffff:255.255.255.2551");
  CAPTURE(text);
  CHECK_FALSE(IpAddress::parse(text));
}

TEST_CASE("a NUL octet does not end an address early", "[base][ip]") {
  CHECK_FALSE(IpAddress::parse(std::string_view("192.0.2.1\0", 10)));
}

TEST_CASE("addresses come from octets in network order", "[base][ip]") {
  CHECK(IpAddress::from_octets(std::array<std::uint8_t, 4>{192, 0, 2, 1}) == address("192.0.2.1"));
  std::array<std::uint8_t, 16> octets{0x20, 0x01, 0x0D, 0xB8};
  octets[15] = 1;
  CHECK(IpAddress::from_octets(octets) == address("2001:db8::1"));
}

TEST_CASE("networks clear their host bits", "[base][ip]") {
  const auto [text, printed] = GENERATE(table<std::string, std::string>({
      {"192.0.2.77/24", "192.0.2.0/24"},
      {"192.0.2.77", "192.0.2.77"},
      {"192.0.2.77/32", "192.0.2.77"},
      {"1.2.3.4/0", "0.0.0.0/0"},
      {"2001:db8:ffff::1/32", "2001:db8::/32"},
      {"2001:db8::1/128", "2001:db8::1"},
      {"2001:db8::1/0", "::/0"},
  }));
  const auto network = Network::parse(text);
  REQUIRE(network);
  CHECK(network->to_string() == printed);
}

TEST_CASE("what is no network is refused", "[base][ip]") {
  const std::string text =
      GENERATE(as<std::string>{}, "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/024", "192.0.2.0/+8",
               "192.0.2.0/8x", "::/129", "/8", "192.0.2.0//8", "192.0.2.0/8/8", "192.0.2.0/99999999999999999999");
  CAPTURE(text);
  CHECK_FALSE(Network::parse(text));
}

TEST_CASE("a network contains the addresses of its own family between its bounds", "[base][ip]") {
  const Network network = *Network::parse("192.0.2.0/24");
  CHECK(network.contains(address("192.0.2.0")));
  CHECK(network.contains(address("192.0.2.255")));
  CHECK_FALSE(network.contains(address("192.0.3.0")));
  CHECK_FALSE(network.contains(address("192.0.1.255")));
  CHECK_FALSE(network.contains(address("::c000:200")));
  CHECK(Network::parse("::/0")->contains(address("ffff::1")));
}

TEST_CASE("only what the public Internet can reach is public", "[base][ip]") {
  const auto [text, expected] = GENERATE(table<std::string, bool>({
      {"185.10.20.10", true},
      {"0.255.255.255", false},
      {"1.0.0.0", true},
      {"9.255.255.255", true},
      {"10.0.0.0", false},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"127.0.0.1", false},
      {"169.254.169.254", false},
      {"172.15.255.255", true},
      {"172.16.0.1", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"192.0.0.9", false},
      {"192.0.1.1", true},
      {"192.0.2.1", false},
      {"192.31.196.1", true},  // AS112: globally reachable (RFC 7535)
      {"192.88.99.1", false},
      {"192.168.1.1", false},
      {"198.17.255.255", true},
      {"198.18.0.1", false},
      {"198.19.255.255", false},
      {"198.20.0.0", true},
      {"198.51.100.7", false},
      {"203.0.113.7", false},
      {"223.255.255.255", true},
      {"224.0.0.1", false},
      {"240.0.0.1", false},
      {"255.255.255.255", false},
      {"::", false},
      {"::1", false},
      {"::ffff:8.8.8.8", false},
      {"64:ff9b::808:808", false},
      {"100::1", false},
      {"1fff:ffff::", false},
      {"2000::1", true},
      {"2001::1", false},
      {"2001:1ff:ffff::1", false},
      {"2001:200::1", true},
      {"2001:4860:4860::8888", true},
      {"2001:db8::1", false},
      {"2001:db9::1", true},
      {"2002:808:808::1", true},  // 6to4 of 8.8.8.8
      {"2002:a00:1::1", false},   // 6to4 of 10.0.0.1
      {"2a00:1450::1", true},
      {"3ffe:ffff::1", true},
      {"3fff::1", false},
      {"3fff:fff:ffff::1", false},
      {"3fff:1000::1", true},
      {"4000::1", false},
      {"5f00::1", false},
      {"fc00::1", false},
      {"fdff::1", false},
      {"fe80::1", false},
      {"fec0::1", false},
      {"ff02::1", false},
  }));
  CAPTURE(text);
  CHECK(is_public(address(text)) == expected);
}
