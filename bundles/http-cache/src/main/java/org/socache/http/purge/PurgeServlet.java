// SPDX-License-Identifier: Apache-2.0
package org.socache.http.purge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.http.HttpCache;
import org.socache.http.PurgeRequest;
import org.socache.http.PurgeRequest.Selector;
import org.socache.http.PurgeResult;
import org.socache.login.KarafRealm;
import org.socache.login.Login;

/**
 * {@code POST /socache-purge} with one of the parameters {@code url}, {@code tag} and {@code pattern}, and optionally
 * {@code soft=true} and {@code dryRun=true}. Answers the number of entries as JSON: 400 for parameters it cannot read, 401 and
 * 403 for who may not, 501 where the provider cannot list its entries.
 */
@Component(
        service = Servlet.class,
        configurationPid = "org.socache.http.purge",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {
            "osgi.http.whiteboard.servlet.name=socache-purge",
            "osgi.http.whiteboard.servlet.pattern=/socache-purge"
        })
@Designate(ocd = PurgeMetatype.class)
public final class PurgeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(PurgeServlet.class);

    private final transient HttpCache cache;
    private final transient Login login = new Login(KarafRealm::roles, InstantSource.system());
    private transient volatile PurgeAccess access;

    /** Made by the component runtime where there is a configuration. */
    @Activate
    public PurgeServlet(@Reference HttpCache cache, Map<String, Object> properties) {
        this.cache = cache;
        modified(properties);
    }

    /** For tests. */
    PurgeServlet(HttpCache cache, PurgeAccess access) {
        this.cache = cache;
        this.access = access;
    }

    /** Takes what the file says now; what is wrong is refused as a whole, and what was in force stays so. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            access = PurgeAccess.read(properties, login);
        } catch (IllegalArgumentException wrong) {
            LOG.error(
                    "etc/org.socache.http.purge.cfg: {}; {}",
                    wrong.getMessage(),
                    access == null ? "nobody may purge by HTTP" : "what it said before stays");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        int refusal = access == null ? HttpServletResponse.SC_FORBIDDEN : access.refusal(request);
        if (refusal != 0) {
            // anybody can bring this about, as often as he likes
            LOG.debug("{} may not purge by HTTP: {}", request.getRemoteAddr(), refusal);
            response.setStatus(refusal);
            if (refusal == HttpServletResponse.SC_UNAUTHORIZED) {
                response.setHeader("WWW-Authenticate", "Basic realm=\"socache-purge\", charset=\"UTF-8\"");
            }
            return;
        }
        try {
            purge(read(request), response);
        } catch (IllegalArgumentException wrong) {
            send(response, HttpServletResponse.SC_BAD_REQUEST, "{\"error\": " + quoted(wrong.getMessage()) + "}");
        }
    }

    private void purge(PurgeRequest purge, HttpServletResponse response) throws IOException {
        PurgeResult result = cache.purge(purge);
        if (result.complete()) {
            send(
                    response,
                    HttpServletResponse.SC_OK,
                    "{\"entries\": " + result.entries() + ", \"dryRun\": " + purge.dryRun() + "}");
        } else {
            send(
                    response,
                    HttpServletResponse.SC_NOT_IMPLEMENTED,
                    "{\"error\": \"the bound provider cannot list its entries; purge by url\"}");
        }
    }

    private static PurgeRequest read(HttpServletRequest request) {
        List<PurgeRequest> requests = new ArrayList<>();
        for (Selector selector : Selector.values()) {
            String value = request.getParameter(selector.name().toLowerCase(Locale.ROOT));
            if (value != null && !value.isBlank()) {
                requests.add(new PurgeRequest(selector, value, flag(request, "soft"), flag(request, "dryRun")));
            }
        }
        if (requests.size() != 1) {
            throw new IllegalArgumentException("give one of the parameters url, tag and pattern");
        }
        return requests.get(0);
    }

    private static boolean flag(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name + " is \"" + value + "\"; write true or false");
        }
        return "true".equals(value);
    }

    private static void send(HttpServletResponse response, int status, String json) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write((json + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else {
                json.append(c < ' ' ? ' ' : c);
            }
        }
        return json.append('"').toString();
    }
}
