// meter-days: the long form of the meter-days test. Prints the result; status 1 for any false alarm
// or missed tampering.
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "tests/meter_days/meter_days.h"

int main(int count, char** words) {
    if (count < 3) {
        std::fprintf(stderr, "usage: meter-days DAYS FOLDER_OF_LOADS [COMMIT]\n");
        return 2;
    }
    const meter_days::DaysPlan plan{.seed = 1, .days = std::atoi(words[1])};
    const std::string folder = std::string{words[2]} + "/";
    const auto homes = meter_days::measured_days(folder + "house_one_minute_2006-12.csv",
                                                 folder + "homes_half_hour.csv");
    const auto honest = meter_days::live_honestly(plan, homes);
    const auto tampered = meter_days::tamper_with(1000, plan.seed, homes);
    std::printf("%s",
                meter_days::to_json(plan, honest, tampered, count > 3 ? words[3] : "").c_str());
    const int missed = std::accumulate(tampered.missed.begin(), tampered.missed.end(), 0);
    return honest.alarms.empty() && missed == 0 ? 0 : 1;
}
