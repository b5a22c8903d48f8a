#include "bench/recording.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <span>

namespace bench {
namespace {

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 28;
constexpr int lowest_rate = 1000;
constexpr int highest_rate = 1'000'000;
constexpr double largest_volts = 600;
constexpr double largest_amperes = 200;

std::size_t width_of(SampleFormat format) {
    switch (format) {
        case SampleFormat::f32:
            return 4;
        case SampleFormat::i16:
            return 2;
        case SampleFormat::i24:
            return 3;
    }
    return 4;
}

double value_of(std::span<const std::uint8_t> bytes, SampleFormat format) {
    std::uint32_t bits = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        bits = bits << 8 | bytes[i - 1];
    }
    switch (format) {
        case SampleFormat::f32:
            return static_cast<double>(std::bit_cast<float>(bits));
        case SampleFormat::i16:
            return static_cast<double>(static_cast<std::int16_t>(bits));
        case SampleFormat::i24:
            return static_cast<double>(static_cast<std::int32_t>(bits << 8) >> 8);
    }
    return 0;
}

// The largest value of a format; the smallest is its negative, and one below that in the file.
double largest_of(SampleFormat format) {
    switch (format) {
        case SampleFormat::f32:
            return std::numeric_limits<float>::max();
        case SampleFormat::i16:
            return 32767;
        case SampleFormat::i24:
            return 8388607;
    }
    return 0;
}

std::uint32_t bits_of(double value, SampleFormat format) {
    return format == SampleFormat::f32 ? std::bit_cast<std::uint32_t>(static_cast<float>(value))
                                       : static_cast<std::uint32_t>(std::lround(value));
}

bool is_scale(double value) {
    return std::isfinite(value) && value > 0;
}

std::expected<void, RecordingError> judge(const Recording& recording) {
    for (std::size_t i = 0; i < recording.volts.size(); ++i) {
        if (!std::isfinite(recording.volts[i]) || !std::isfinite(recording.amperes[i])) {
            return std::unexpected{RecordingError::not_finite};
        }
        if (std::abs(recording.volts[i]) > largest_volts ||
            std::abs(recording.amperes[i]) > largest_amperes) {
            return std::unexpected{RecordingError::beyond_converter};
        }
    }
    return {};
}

}  // namespace

std::optional<SampleFormat> sample_format_of(std::string_view name) {
    if (name == "f32") {
        return SampleFormat::f32;
    }
    if (name == "i16") {
        return SampleFormat::i16;
    }
    if (name == "i24") {
        return SampleFormat::i24;
    }
    return std::nullopt;
}

std::string_view text_of(RecordingError error) {
    switch (error) {
        case RecordingError::not_readable:
            return "the file cannot be read";
        case RecordingError::empty:
            return "the file is empty";
        case RecordingError::not_whole:
            return "the file ends within a pair of samples: is the format right?";
        case RecordingError::too_large:
            return "the file is above 256 MiB: give a part of it";
        case RecordingError::not_finite:
            return "the file holds a value that is no number: is the format right?";
        case RecordingError::absurd_rate:
            return "the rate must be 1000 to 1000000 samples a second";
        case RecordingError::absurd_scale:
            return "volts and amperes per unit must be above zero";
        case RecordingError::beyond_converter:
            return "a peak is above 600 V or 200 A, the converter's range: are the units right?";
        case RecordingError::too_short:
            return "the recording lasts less than 1.2 s: give --repeat";
        case RecordingError::beyond_format:
            return "a value does not fit the format: give more --volts-per-unit or "
                   "--amperes-per-unit";
        case RecordingError::too_long:
            return "the recording would play for more than a day: give a smaller --repeat";
        case RecordingError::not_writable:
            return "the file cannot be written";
    }
    return "";
}

std::expected<Recording, RecordingError> read_recording(const std::filesystem::path& file,
                                                        const RecordingFormat& format) {
    if (format.rate_hertz < lowest_rate || format.rate_hertz > highest_rate) {
        return std::unexpected{RecordingError::absurd_rate};
    }
    if (!is_scale(format.volts_per_unit) || !is_scale(format.amperes_per_unit)) {
        return std::unexpected{RecordingError::absurd_scale};
    }
    std::error_code failed;
    const std::uintmax_t size = std::filesystem::file_size(file, failed);
    if (failed) {
        return std::unexpected{RecordingError::not_readable};
    }
    if (size > largest_file) {
        return std::unexpected{RecordingError::too_large};
    }
    std::vector<std::uint8_t> bytes(size);
    std::ifstream stream{file, std::ios::binary};
    if (!stream.read(reinterpret_cast<char*>(bytes.data()),
                     static_cast<std::streamsize>(bytes.size()))) {
        return std::unexpected{RecordingError::not_readable};
    }
    if (bytes.empty()) {
        return std::unexpected{RecordingError::empty};
    }
    const std::size_t width = width_of(format.format);
    if (bytes.size() % (2 * width) != 0) {
        return std::unexpected{RecordingError::not_whole};
    }
    Recording recording{format.rate_hertz, {}, {}};
    recording.volts.reserve(bytes.size() / (2 * width));
    recording.amperes.reserve(bytes.size() / (2 * width));
    const auto value_at = [&](std::size_t at) {
        const double value = value_of(std::span{bytes}.subspan(at, width), format.format);
        const bool is_limit = std::abs(value) >= largest_of(format.format);
        recording.at_format_limit += is_limit && format.format != SampleFormat::f32 ? 1 : 0;
        return value;
    };
    for (std::size_t at = 0; at < bytes.size(); at += 2 * width) {
        recording.volts.push_back(value_at(at) * format.volts_per_unit);
        recording.amperes.push_back(value_at(at + width) * format.amperes_per_unit);
    }
    if (const auto good = judge(recording); !good) {
        return std::unexpected{good.error()};
    }
    return recording;
}

std::expected<void, RecordingError> write_recording(const std::filesystem::path& file,
                                                    const Recording& recording,
                                                    const RecordingFormat& format) {
    const std::size_t width = width_of(format.format);
    std::vector<std::uint8_t> bytes;
    bytes.reserve(recording.volts.size() * 2 * width);
    bool fits = true;
    const auto append = [&](double value) {
        if (!(std::abs(value) <= largest_of(format.format))) {
            fits = false;
            return;
        }
        const std::uint32_t bits = bits_of(value, format.format);
        for (std::size_t i = 0; i < width; ++i) {
            bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));
        }
    };
    for (std::size_t i = 0; i < recording.volts.size(); ++i) {
        append(recording.volts[i] / format.volts_per_unit);
        append(recording.amperes[i] / format.amperes_per_unit);
    }
    if (!fits) {
        return std::unexpected{RecordingError::beyond_format};
    }
    std::ofstream stream{file, std::ios::binary};
    stream.write(reinterpret_cast<const char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream.good()) {
        return std::unexpected{RecordingError::not_writable};
    }
    return {};
}

}  // namespace bench
