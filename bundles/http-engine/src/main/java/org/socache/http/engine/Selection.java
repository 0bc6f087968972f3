// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.HopByHop;
import org.socache.http.engine.record.VariantIndex;
import org.socache.http.engine.syntax.FieldList;
import org.socache.http.engine.syntax.Preferences;

/**
 * Chooses between the variants of a resource (RFC 9111 section 4.1). Values are compared after normalisation: lines joined,
 * white space around members dropped; preference lists besides without regard to case, to empty members and to the order of
 * equal weights.
 */
final class Selection {

    private static final String LANGUAGE = "accept-language";
    private static final String ENCODING = "accept-encoding";

    private Selection() {}

    /** Fields with one value, in which a comma separates nothing: they are the same only when every character is. */
    private static final Set<String> SINGLE =
            Set.of("authorization", "cookie", "from", "host", "origin", "referer", "user-agent");

    /**
     * The names in Vary, lower case, sorted, each once; empty without Vary; null if {@code *} is among them, or what can be the
     * name of no field, so that nobody knows what the response depends on.
     */
    static List<String> varyNames(Fields response) {
        String vary = response.combined("Vary");
        if (vary == null) {
            return List.of();
        }
        TreeSet<String> names = new TreeSet<>();
        for (String name : FieldList.members(vary)) {
            if (name.equals("*") || !Fields.isToken(name)) {
                return null;
            }
            names.add(name.toLowerCase(Locale.ROOT));
        }
        return List.copyOf(names);
    }

    /**
     * The normalised values of these fields in a request, in the order of the names; absent fields are left out, and so are
     * those that end here because the request's Connection names them: the origin that answered did not see them either.
     */
    static Fields selecting(Fields request, List<String> names) {
        HopByHop ends = HopByHop.of(request);
        Fields.Builder builder = Fields.builder();
        for (String name : names) {
            String value = ends.contains(name) ? null : request.combined(name);
            if (value != null) {
                builder.add(name, normalise(name, value));
            }
        }
        return builder.build();
    }

    private static String normalise(String name, String value) {
        boolean preferences = name.equals(LANGUAGE)
                || name.equals(ENCODING)
                || name.equals("accept")
                || name.equals("accept-charset");
        if (SINGLE.contains(name)) {
            return value;
        }
        Preferences parsed = preferences ? Preferences.parse(value) : null;
        return parsed != null ? parsed.normalised() : String.join(",", FieldList.membersAndGaps(value));
    }

    /** The variant to use for a request: the newest that matches in full, else the newest that has what is preferred above all. */
    static VariantIndex.Variant choose(VariantIndex index, Fields request) {
        List<String> names = null;
        Fields selecting = null;
        for (VariantIndex.Variant variant : index.variants()) {
            if (!variant.names().equals(names)) {
                // nearly always all variants of a resource have the same Vary
                names = variant.names();
                selecting = selecting(request, names);
            }
            if (variant.selecting().equals(selecting)) {
                return variant;
            }
        }
        for (VariantIndex.Variant variant : index.variants()) {
            if (isPreferred(variant, request)) {
                return variant;
            }
        }
        return null;
    }

    /**
     * Whether a variant, though brought by other preferences, has the language or encoding that this request wants above all
     * others, and matches in every other field. An origin that has it would choose it.
     */
    private static boolean isPreferred(VariantIndex.Variant variant, Fields request) {
        boolean negotiated =
                variant.names().contains(LANGUAGE) || variant.names().contains(ENCODING);
        if (!negotiated) {
            return false;
        }
        Fields selecting = selecting(request, variant.names());
        for (String name : variant.names()) {
            String wanted = selecting.first(name);
            String had = variant.selecting().first(name);
            boolean same = wanted == null ? had == null : wanted.equals(had);
            String offered =
                    name.equals(LANGUAGE) ? variant.language() : name.equals(ENCODING) ? variant.encoding() : "";
            if (!same && (wanted == null || offered.isEmpty() || !wants(request.combined(name), offered))) {
                return false;
            }
        }
        return true;
    }

    private static boolean wants(String field, String offered) {
        Preferences preferences = field == null ? null : Preferences.parse(field);
        return preferences != null && preferences.prefersAboveAll(offered);
    }

    /** The single value of Content-Language or Content-Encoding in lower case; empty when there is none or more than one. */
    static String single(Fields response, String name) {
        List<String> members = FieldList.members(response.combined(name));
        return members.size() == 1 ? members.get(0).toLowerCase(Locale.ROOT) : "";
    }

    /** Names the record of a variant: 128 bits of SHA-256 over names and values, in hex. */
    static String hash(List<String> names, Fields selecting) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String value = selecting.first(name);
            // neither a name nor a value has a control character, so no two selections make the same text
            text.append(name)
                    .append(value == null ? '\u0001' : '\u0002')
                    .append(value == null ? "" : value)
                    .append('\n');
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
