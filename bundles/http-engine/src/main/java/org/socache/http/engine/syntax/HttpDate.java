// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Dates in HTTP fields (RFC 9110 section 5.6.7): written in one form, read in three. Names are read without regard to case,
 * which RFC 9111 section 4.2 asks of caches; everything else is read to the letter, since a date that two recipients read
 * differently is better taken as none.
 */
public final class HttpDate {

    /** What {@link #parse} answers for text that is no date. */
    public static final long NONE = Long.MIN_VALUE;

    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String DAYS = "montuewedthufrisatsun";
    private static final String[] LONG_DAYS = {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    };

    private HttpDate() {}

    /** The preferred form, for instance {@code Sun, 06 Nov 1994 08:49:37 GMT}; fractions of a second are dropped. */
    public static String format(long millis) {
        return IMF_FIXDATE.format(Instant.ofEpochMilli(millis));
    }

    /**
     * Reads any of the three forms.
     *
     * @param text may be null
     * @param now decides the century of a two-digit year: the last one not more than 50 years ahead
     * @return milliseconds since the epoch, or {@link #NONE}
     */
    public static long parse(String text, long now) {
        if (text == null || text.length() < 24) {
            return NONE;
        }
        try {
            if (text.length() == 29 && text.charAt(3) == ',') {
                return imfFixdate(text);
            }
            return text.charAt(3) == ' ' ? asctime(text) : rfc850(text, now);
        } catch (DateTimeException noSuchDay) {
            return NONE;
        }
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private static long imfFixdate(String text) {
        if (!isDay(text) || !separators(text, "4 7 11 16 ") || !isGmt(text, 25)) {
            return NONE;
        }
        return assemble(number(text, 12, 4), month(text, 8), number(text, 5, 2), time(text, 17));
    }

    /** {@code Sun Nov  6 08:49:37 1994}. */
    private static long asctime(String text) {
        if (text.length() != 24 || !isDay(text) || !separators(text, "3 7 10 19 ")) {
            return NONE;
        }
        int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
        return assemble(number(text, 20, 4), month(text, 4), day, time(text, 11));
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static long rfc850(String text, long now) {
        int comma = text.indexOf(',');
        if (comma < 0 || text.length() != comma + 24 || !isLongDay(text.substring(0, comma))) {
            return NONE;
        }
        String rest = text.substring(comma);
        if (!separators(rest, "1 4-8-11 ") || !isGmt(rest, 20)) {
            return NONE;
        }
        int shortYear = number(rest, 9, 2);
        int thisYear = Instant.ofEpochMilli(now).atZone(ZoneOffset.UTC).getYear();
        int year = thisYear - Math.floorMod(thisYear, 100) + shortYear;
        if (year > thisYear + 50) {
            year -= 100;
        } else if (year <= thisYear - 50) {
            year += 100;
        }
        return shortYear < 0 ? NONE : assemble(year, month(rest, 5), number(rest, 2, 2), time(rest, 12));
    }

    private static long assemble(int year, int month, int day, int secondOfDay) {
        if (year < 0 || month < 0 || day < 0 || secondOfDay < 0) {
            return NONE;
        }
        return (LocalDate.of(year, month, day).toEpochDay() * 86_400L + secondOfDay) * 1000L;
    }

    /** {@code HH:mm:ss} as second of the day; a leap second counts as the one before it. */
    private static int time(String text, int at) {
        int hour = number(text, at, 2);
        int minute = number(text, at + 3, 2);
        int second = number(text, at + 6, 2);
        boolean valid = text.charAt(at + 2) == ':'
                && text.charAt(at + 5) == ':'
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second <= 60;
        return valid ? hour * 3600 + minute * 60 + Math.min(second, 59) : -1;
    }

    /** Exactly {@code length} digits, or -1. */
    private static int number(String text, int at, int length) {
        int value = 0;
        for (int i = at; i < at + length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + c - '0';
        }
        return value;
    }

    /** 1 to 12, or -1. */
    private static int month(String text, int at) {
        for (int i = 0; i < 12; i++) {
            if (text.regionMatches(true, at, MONTHS, 3 * i, 3)) {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isDay(String text) {
        for (int i = 0; i < DAYS.length(); i += 3) {
            if (text.regionMatches(true, 0, DAYS, i, 3)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLongDay(String day) {
        for (String name : LONG_DAYS) {
            if (name.equalsIgnoreCase(day)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGmt(String text, int at) {
        return text.charAt(at) == ' ' && text.regionMatches(true, at + 1, "GMT", 0, 3);
    }

    /** Checks pairs of a position in decimal and the character that must be there. */
    private static boolean separators(String text, String positions) {
        int at = 0;
        for (int i = 0; i < positions.length(); i++) {
            char c = positions.charAt(i);
            if (c >= '0' && c <= '9') {
                at = 10 * at + c - '0';
            } else {
                if (text.charAt(at) != c) {
                    return false;
                }
                at = 0;
            }
        }
        return true;
    }
}
