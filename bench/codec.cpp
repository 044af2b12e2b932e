// Writes one query, or reads one response, over and over, to be counted by callgrind:
//
//   valgrind --tool=callgrind build/release/bench/codec query 1
//   valgrind --tool=callgrind build/release/bench/codec query 1001
//
// A thousandth of the difference is what one takes. In place of "query": "a", "txt", "nxdomain" or "mx", the response
// to be decoded, and with a "+" behind it also what it says to its question.
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "dns/codec.h"

using namespace mailready;
using namespace std::string_literals;

namespace {

/// A response about "amberanalytics.bench", its sections behind the question and OPT at the end, as name servers write.
struct Response {
  dns::Type type;
  std::string flags, counts, records;

  std::vector<std::uint8_t> octets() const {
    const std::string type_octets{'\0', static_cast<char>(type)};
    const std::string question =
        "\x0E"
        "amberanalytics\5bench\0"s +
        type_octets + "\0\1"s;
    const std::string opt = "\0\0\x29\x04\xD0\0\0\0\0\0\0"s;
    const std::string message = "\x12\x34"s + flags + "\0\1"s + counts + "\0\1"s + question + records + opt;
    return {message.begin(), message.end()};
  }
};

const std::string noerror = "\x85\0"s, nxdomain = "\x85\3"s;

std::string string_of(std::string_view text) { return static_cast<char>(text.size()) + std::string(text); }

std::string record(const std::string& type, const std::string& rdata) {
  return "\xC0\x0C"s + type + "\0\1\0\0\x0E\x10"s + '\0' + string_of(rdata);
}

const std::map<std::string_view, Response> responses{
    {"a",
     {dns::Type::a, noerror, "\0\2\0\0"s, record("\0\1"s, "\x22\x42\7\xAF"s) + record("\0\1"s, "\x22\x42\7\xB0"s)}},
    {"txt",
     {dns::Type::txt, noerror, "\0\1\0\0"s,
      record("\0\x10"s, string_of("v=spf1 include:spf.mtasv.net include:sendgrid.net mx include:spf.mandrillapp.com "
                                  "ip4:34.66.7.175 -all"))}},
    {"nxdomain",
     {dns::Type::txt, nxdomain, "\0\0\0\1"s,
      record("\0\6"s,
             "\3ns1\x0B"
             "mailhost026\3net\0\x0Ahostmaster\xC0\x0C\0\0\0\1\0\0\x1C\x20\0\0\3\x84\0\x12\x75\0\0\0"
             "\1\x2C"s)}},
    {"mx",
     {dns::Type::mx, noerror, "\0\2\0\0"s,
      record("\0\x0F"s, "\0\x0A\3mx1\xC0\x0C"s) + record("\0\x0F"s, "\0\x14\3mx2\xC0\x0C"s)}},
};

int usage() {
  std::cerr << "usage: codec query|RESPONSE|RESPONSE+ TIMES, RESPONSE one of a, txt, nxdomain, mx\n";
  return 2;
}

void decode(const Response& response, bool interpreted, int times) {
  const dns::Question question{*dns::Name::parse("amberanalytics.bench"), response.type};
  const std::vector<std::uint8_t> octets = response.octets();
  for (int i = 0; i < times; ++i) {
    auto message = dns::decode(octets);
    if (!message || message->questions.at(0) != question) std::abort();
    if (interpreted && !dns::interpret(std::move(*message), question, "127.0.0.1:5300")) std::abort();
  }
}

void encode(int times) {
  const dns::Question question{*dns::Name::parse("amberanalytics.bench"), dns::Type::mx};
  std::vector<std::uint8_t> octets;
  for (int i = 0; i < times; ++i) {
    octets.clear();
    dns::append_query(octets, question, static_cast<std::uint16_t>(i), true);
    if (octets.size() != 49) std::abort();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return usage();
  std::string_view what = argv[1];
  const int times = std::atoi(argv[2]);
  const bool interpreted = what.ends_with('+');
  if (interpreted) what.remove_suffix(1);
  const auto response = responses.find(what);
  if (what == "query")
    encode(times);
  else if (response != responses.end())
    decode(response->second, interpreted, times);
  else
    return usage();
}
