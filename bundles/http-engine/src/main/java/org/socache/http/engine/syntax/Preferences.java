// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A list of preferences with quality values, as in Accept-Language and Accept-Encoding (RFC 9110 section 12.4.2).
 *
 * @param members by falling weight; members of equal weight by name, since their order in the field means nothing
 */
public record Preferences(List<Member> members) {

    private static final Comparator<Member> BY_WEIGHT =
            Comparator.comparingInt(Member::weight).reversed().thenComparing(Member::name);

    /**
     * One member.
     *
     * @param name lower case, with parameters other than the weight
     * @param weight 0 to 1000 thousandths
     */
    public record Member(String name, int weight) {}

    /**
     * Reads a field value; null if a weight in it cannot be read or stands twice, or a member has an empty part or a quote. An
     * origin may make anything of such a field, so it must not count as the same as one that is well formed.
     */
    public static Preferences parse(String field) {
        List<Member> members = new ArrayList<>(4);
        for (String text : FieldList.members(field)) {
            Member member = parseMember(text);
            if (member == null) {
                return null;
            }
            members.add(member);
        }
        members.sort(BY_WEIGHT);
        return new Preferences(List.copyOf(members));
    }

    private static Member parseMember(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        StringBuilder name = new StringBuilder(lower.length());
        int weight = -1;
        if (lower.indexOf('"') >= 0) {
            return null;
        }
        for (String part : lower.split(";", -1)) {
            String trimmed = part.strip();
            if (trimmed.startsWith("q=") && name.length() > 0) {
                boolean second = weight >= 0;
                weight = parseWeight(trimmed.substring(2).strip());
                if (weight < 0 || second) {
                    return null;
                }
            } else if (trimmed.isEmpty()) {
                return null;
            } else {
                name.append(name.length() > 0 ? ";" : "").append(trimmed);
            }
        }
        return new Member(name.toString(), weight < 0 ? 1000 : weight);
    }

    /** {@code 0}, {@code 1}, or with up to three decimals; in thousandths, or -1. */
    private static int parseWeight(String text) {
        if (text.isEmpty() || text.length() > 5 || text.length() > 1 && text.charAt(1) != '.') {
            return -1;
        }
        int value = (int) Digits.parse(text, 0, 1);
        for (int i = 2; i < 5; i++) {
            int digit = i < text.length() ? (int) Digits.parse(text, i, i + 1) : 0;
            value = value < 0 || digit < 0 ? -1 : 10 * value + digit;
        }
        return value > 1000 ? -1 : value;
    }

    /**
     * Whether one name is wanted more than everything else that may be offered: its weight is above zero and above that of
     * every other member, so an origin that has it has nothing better.
     */
    public boolean prefersAboveAll(String name) {
        return !members.isEmpty()
                && members.get(0).name().equals(name)
                && members.get(0).weight() > 0
                && (members.size() == 1
                        || members.get(1).weight() < members.get(0).weight());
    }

    /** One spelling for all fields that mean the same, and for no other: it reads as what it was made from. */
    public String normalised() {
        StringBuilder text = new StringBuilder();
        for (Member member : members) {
            text.append(text.length() > 0 ? "," : "").append(member.name());
            if (member.weight() < 1000) {
                // always three decimals
                text.append(";q=0.").append(Integer.toString(1000 + member.weight()), 1, 4);
            }
        }
        return text.toString();
    }
}
