// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.HopByHop;
import org.socache.http.engine.syntax.FieldList;
import org.socache.http.engine.syntax.HttpDate;

/** Which fields are stored (RFC 9111 section 3.1), and how a newer response updates them (section 3.2). */
final class Updates {

    private final CachePolicy policy;

    Updates(CachePolicy policy) {
        this.policy = policy;
    }

    /** What the next recipient gets of a response as received: without hop-by-hop fields, with a Date (RFC 9110 section 6.6.1). */
    static Fields forwarded(Fields received, long responseTime) {
        Fields stripped = HopByHop.strip(received);
        return stripped.contains("Date") ? stripped : stripped.plus("Date", HttpDate.format(responseTime));
    }

    /** The fields to store of a response: those forwarded, without Age, withheld and ignored ones. */
    Fields storable(Fields received, ResponseControl control, long responseTime) {
        return forwarded(received, responseTime)
                .without(name -> name.equalsIgnoreCase("Age") || control.withholds(name) || policy.ignoresHeader(name));
    }

    /**
     * Stored fields updated by those of a newer response: each received name replaces all stored lines of that name, except
     * where the stored content depends on the stored value, as it does on a weak entity tag, or would fail the check that the
     * received value is for: a 304 has no content, and a digest of that is none of the stored one's.
     */
    static Fields merge(Fields stored, Fields received, long responseTime) {
        Fields fresh = forwarded(received, responseTime).without(Updates::describesStoredContent);
        fresh = Validators.strengthens(received, stored) ? fresh.without("ETag") : fresh;
        Set<String> replaced = new LinkedHashSet<>();
        fresh.forEach((name, value) -> replaced.add(name.toLowerCase(Locale.ROOT)));
        return Fields.builder()
                .addAll(stored.without(name -> replaced.contains(name.toLowerCase(Locale.ROOT))))
                .addAll(fresh)
                .build();
    }

    private static boolean describesStoredContent(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "content-length", "content-encoding", "content-range" -> true;
            case "repr-digest", "digest" -> true;
            default -> isContentDigest(name);
        };
    }

    /** Whether a field is about the bytes of one message (RFC 9530 section 2, RFC 1864), so that it is wrong for a part of them. */
    static boolean isContentDigest(String name) {
        return name.equalsIgnoreCase("Content-Digest") || name.equalsIgnoreCase("Content-MD5");
    }

    /** The names a response can be purged by: members of Surrogate-Key (by white space) and Cache-Tag (by comma). */
    static List<String> tags(Fields fields) {
        Collection<String> tags = new LinkedHashSet<>(FieldList.members(fields.combined("Cache-Tag")));
        for (String line : fields.all("Surrogate-Key")) {
            for (String tag : line.split("[ \t]+")) {
                if (!tag.isEmpty()) {
                    tags.add(tag);
                }
            }
        }
        return new ArrayList<>(tags);
    }
}
