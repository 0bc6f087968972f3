// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class ConfigurationReaderTest {

    @TempDir
    Path folder;

    @Test
    void read_lineThatEndsWithABackslash_goesOnInTheNext() throws IOException {
        assertThat(read("CacheIgnoreHeaders Set-Cookie \\\n   X-Id\nCacheLock on"))
                .extracting(Directive::toString, directive -> directive.place().line())
                .containsExactly(tuple("CacheIgnoreHeaders Set-Cookie X-Id", 1), tuple("CacheLock on", 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "CacheEnable disk /a | disk /a",
                "CacheEnable disk \"/a b\" | disk /a b",
                "CacheEnable disk '/a \"b\"' | disk /a \"b\"",
                "AuthName \"a \\\"b\\\" c\" | a \"b\" c",
                "AuthName \"a \\x\" | a \\x",
                "AuthName \"never closed | never closed",
                "# CacheLock on | ",
            })
    void read_words_asHttpdSplitsThem(String line, String value) throws IOException {
        List<Directive> directives = read(line);
        if (value == null) {
            assertThat(directives).isEmpty();
        } else {
            assertThat(directives.get(0).value()).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<IfModule mod_cache.c> | true",
                "<IfModule cache_module> | true",
                "<IfModule !mod_cache.c> | false",
                "<IfModule mod_lua.c> | false",
                "<IfModule !mod_lua.c> | true",
                "<IfModule mod_so.c> | true",
                "<IfDefine TEST> | false",
                "<IfDefine !TEST> | true",
                "<IfDefine GIVEN> | true",
                "<IfVersion >= 2.4> | true",
                "<IfVersion < 2.4> | false",
                "<IfVersion !< 2.4.10> | true",
                "<IfFile httpd.conf> | true",
                "<IfFile !httpd.conf> | false",
            })
    void read_condition_decidesWhatIsSeen(String section, boolean seen) throws IOException {
        String end = "</" + section.substring(1).split("[ >]")[0] + ">";
        Files.writeString(
                folder.resolve("httpd.conf"),
                "LoadModule cache_module modules/mod_cache.so\n" + section + "\nCacheLock on\n" + end);
        Definitions definitions = new Definitions();
        definitions.define("GIVEN", "");
        HttpdConfiguration configuration = ConfigurationReader.read(folder.resolve("httpd.conf"), definitions);
        assertThat(configuration.directives()).hasSize(seen ? 1 : 0);
        assertThat(configuration.passedOver()).hasSize(seen ? 0 : 1);
    }

    @Test
    void read_noLoadModuleAtAll_takesEveryModuleForLoaded() throws IOException {
        assertThat(
                        read(
                                "<IfModule mod_cache_disk.c>\nCacheRoot /x\n</IfModule>\n<IfModule !mod_cache.c>\nA b\n</IfModule>"))
                .extracting(Directive::name)
                .containsExactly("CacheRoot");
    }

    @Test
    void read_include_followsPatternsFoldersAndServerRoot() throws IOException {
        Files.createDirectories(folder.resolve("root/conf.d/deep"));
        Files.writeString(folder.resolve("root/conf.d/b.conf"), "Two 2");
        Files.writeString(folder.resolve("root/conf.d/a.conf"), "One 1");
        Files.writeString(folder.resolve("root/conf.d/deep/c.txt"), "Three 3");
        assertThat(read("ServerRoot " + folder.resolve("root")
                        + "\nInclude conf.d/*.conf\nIncludeOptional none/*.conf\nInclude conf.d"))
                .extracting(Directive::name)
                .containsExactly("One", "Two", "One", "Two", "Three");
    }

    @Test
    void read_fileThatIncludesItself_isReadOnceAndReported() throws IOException {
        Files.writeString(folder.resolve("httpd.conf"), "CacheLock on\nInclude httpd.conf\nInclude missing.conf");
        HttpdConfiguration configuration = ConfigurationReader.read(folder.resolve("httpd.conf"), new Definitions());
        assertThat(configuration.directives()).hasSize(1);
        assertThat(configuration.problems())
                .extracting(Problem::text)
                .satisfiesExactly(
                        cycle -> assertThat(cycle).contains("includes the file it stands in"),
                        missing -> assertThat(missing).contains("is not there").contains(folder.toString()));
    }

    @Test
    void read_variables_comeFromDefineAndFromDebiansScript() throws IOException {
        Files.writeString(
                folder.resolve("envvars"),
                "SUFFIX=\"-${CONFDIR##/etc/apache2-}\"\nexport APACHE_RUN_DIR=/var/run/apache2$SUFFIX\nexport LANG=C\nexport LANG\n");
        assertThat(read("Define SIZE 512000\nSSLSessionCache shmcb:${APACHE_RUN_DIR}/c(${SIZE})\nX ${UNKNOWN}"))
                .extracting(Directive::value)
                .containsExactly("shmcb:/var/run/apache2/c(512000)", "${UNKNOWN}");
    }

    @Test
    void read_sections_surroundTheirDirectives() throws IOException {
        assertThat(
                        read("<VirtualHost *:80>\n<IfModule mod_cache.c>\n<Location \"/a b\">\nCacheEnable disk\n</Location>\n"
                                        + "</IfModule>\n</VirtualHost>")
                                .get(0)
                                .within())
                .extracting(Section::toString)
                .containsExactly("<VirtualHost *:80>", "<Location /a b>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Location /a> | is not closed in its file",
                "</Location> | closes nothing",
                "<Location /a | is no section: there is no > at its end",
            })
    void read_brokenSection_isReported(String text, String problem) throws IOException {
        Files.writeString(folder.resolve("httpd.conf"), text);
        assertThat(ConfigurationReader.read(folder.resolve("httpd.conf"), new Definitions())
                        .problems())
                .singleElement()
                .extracting(Problem::text)
                .isEqualTo(problem);
    }

    @Test
    void read_includeThatIsNoPattern_isReportedAndReadingGoesOn() throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("httpd.conf"), "Include conf/[\nCacheLock on");
        HttpdConfiguration configuration = ConfigurationReader.read(folder.resolve("httpd.conf"), new Definitions());
        assertThat(configuration.directives()).extracting(Directive::name).containsExactly("CacheLock");
        assertThat(configuration.problems())
                .singleElement()
                .extracting(Problem::text)
                .asString()
                .startsWith("names no path: ");
    }

    /** Permissions hold everybody back but root, who reads the folder. */
    @ParameterizedTest
    @ValueSource(strings = {"Include conf/*.conf", "IncludeOptional conf/*.conf"})
    void read_includeOfAFolderThatCannotBeRead_isReportedAndReadingGoesOn(String include) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("---------"));
        boolean readable = Files.isReadable(conf);
        Files.writeString(folder.resolve("inner.conf"), "<Location /b>\n" + include + "\n</Location>");
        Files.writeString(folder.resolve("httpd.conf"), "<Location /a>\nInclude inner.conf\nCacheLock on\n</Location>");
        HttpdConfiguration configuration = ConfigurationReader.read(folder.resolve("httpd.conf"), new Definitions());
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rwx------"));
        assertThat(configuration.directives())
                .singleElement()
                .satisfies(directive -> assertThat(directive.within())
                        .extracting(Section::toString)
                        .containsExactly("<Location /a>"));
        assertThat(configuration.problems())
                .extracting(problem -> problem.text().split(":")[0])
                .containsExactly(readable ? new String[0] : new String[] {"cannot be read"});
    }

    @Test
    void read_lineOfAVariableThatIsEmpty_isPassedOver() throws IOException {
        assertThat(read("Define EXTRA \"\"\n${EXTRA}\n ${EXTRA} CacheLock on"))
                .extracting(Directive::toString)
                .containsExactly("CacheLock on");
    }

    // Files as editors, packagers and accidents leave them

    @Test
    void read_bytesOfOtherEncodings_areLetters() throws IOException {
        Path file = folder.resolve("httpd.conf");
        Files.write(file, "AuthName \"f\u00fcr\"\r\nAuthName \\\r\n a\u0085b".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ConfigurationReader.read(file, new Definitions()).directives())
                .extracting(Directive::value)
                .containsExactly("f\u00fcr", "a\u0085b");
    }

    @Test
    void read_byteOrderMark_isNoPartOfTheFirstLine() throws IOException {
        assertThat(read("\uFEFFCacheLock on\r\n# \u20ac\r\nCacheHeader on\r\n"))
                .extracting(Directive::toString)
                .containsExactly("CacheLock on", "CacheHeader on");
    }

    @Test
    void read_commentThatEndsWithABackslash_goesOn() throws IOException {
        assertThat(read("# off: \\\nCacheLock on\nCacheHeader on"))
                .extracting(Directive::name)
                .containsExactly("CacheHeader");
    }

    @Test
    void read_fileThatIsNone_saysWhatItIs() throws IOException {
        Path absent = folder.resolve("absent.conf");
        Path utf16 = Files.write(folder.resolve("utf16.conf"), "CacheLock on".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> ConfigurationReader.read(absent, new Definitions()))
                .hasMessage(absent + ": is not there");
        assertThatThrownBy(() -> ConfigurationReader.read(folder, new Definitions()))
                .hasMessage(folder + ": is a folder");
        assertThatThrownBy(() -> ConfigurationReader.read(Path.of("/dev/zero"), new Definitions()))
                .hasMessage("/dev/zero: is no regular file");
        assertThatThrownBy(() -> ConfigurationReader.read(utf16, new Definitions()))
                .hasMessage(utf16 + ": is no text in UTF-8 or Latin-1");
    }

    @Test
    void read_includeOfWhatIsNoTextFile_isReportedAndReadingGoesOn() throws IOException {
        Path huge = folder.resolve("huge.conf");
        try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength(LogicalLines.LONGEST_FILE + 1);
        }
        assertThat(problems("Include /dev/zero\nInclude huge.conf\nCacheLock on"))
                .satisfiesExactly(
                        device -> assertThat(device).isEqualTo("cannot be read: /dev/zero: is no regular file"),
                        file -> assertThat(file).contains("16777217 bytes, more than the 16777216"));
    }

    // Includes that lead nowhere, or round and round

    @Test
    void read_includeOfAnUnknownVariable_isReported() throws IOException {
        assertThat(problems("Include ${CONF}/a.conf\nIncludeOptional ${CONF}/*.conf"))
                .hasSize(2)
                .allMatch("CONF is not defined; give it with --define CONF=VALUE"::equals);
    }

    @Test
    @Timeout(20)
    void read_includeOfAFolderWithLinksToItself_readsEachFileOnce() throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("a.conf"), "CacheLock on");
        Files.createSymbolicLink(conf.resolve("again"), conf);
        Files.createSymbolicLink(conf.resolve("once-more"), conf);
        assertThat(read("Include conf")).hasSize(1);
    }

    @Test
    void read_linkToTheFileItStandsIn_isReported() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.conf"), folder.resolve("httpd.conf"));
        assertThat(problems("CacheLock on\nInclude link.conf"))
                .singleElement()
                .asString()
                .contains("includes the file it stands in");
    }

    @Test
    void read_includesThatAreTooDeep_areReported() throws IOException {
        for (int n = 0; n < 2_000; n++) {
            Files.writeString(folder.resolve(n + ".conf"), "Include " + (n + 1) + ".conf");
        }
        assertThat(problems("Include 0.conf")).singleElement().isEqualTo("is the 101th file inside another one");
    }

    @Test
    @Timeout(60)
    void read_includesThatDoubleWithEveryFile_end() throws IOException {
        for (int n = 0; n < 40; n++) {
            Files.writeString(
                    folder.resolve(n + ".conf"), "Include " + (n + 1) + ".conf\nInclude " + (n + 1) + ".conf");
        }
        Files.writeString(folder.resolve("40.conf"), "");
        Files.writeString(folder.resolve("httpd.conf"), "Include 0.conf");
        assertThatThrownBy(() -> ConfigurationReader.read(folder.resolve("httpd.conf"), new Definitions()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("includes another one again and again");
    }

    // mod_macro

    @Test
    void read_macro_isReadAnewForEachUse() throws IOException {
        assertThat(read(
                        "<Macro Site $name $name2 %where>\n<VirtualHost *:80>\nServerName $name2.$name\n<Location %where>\n"
                                + "CacheEnable socache\n</Location>\n</VirtualHost>\n</Macro>\n"
                                + "Use SITE example.org www /a\nuse site example.com $name \"/b c\""))
                .extracting(directive -> directive.within() + directive.toString())
                .containsExactly(
                        "[<VirtualHost *:80>]ServerName www.example.org",
                        "[<VirtualHost *:80>, <Location /a>]CacheEnable socache",
                        "[<VirtualHost *:80>]ServerName $name.example.com",
                        "[<VirtualHost *:80>, <Location /b c>]CacheEnable socache");
    }

    @Test
    void read_macroWithinAMacro_isDefinedWhereItIsUsed() throws IOException {
        assertThat(
                        read(
                                "<Macro Outer $x>\n<Macro Inner $y>\nAuthName $x$y\n</Macro>\nUse Inner b\n</Macro>\nUse Outer a"))
                .extracting(Directive::value)
                .containsExactly("ab");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Use Absent x | there is no macro of that name up to here",
                "<Macro M $x>;CacheLock $x;</Macro>;Use M | has 0 arguments, and the macro 1 parameters",
                "<Macro M>;Use M;</Macro>;Use M | uses the macro it stands in, or one around that",
                "<Macro M>;CacheLock on | is not closed in its file",
                "<Macro M>;</Macro>;UndefMacro M;Use M | there is no macro of that name up to here",
                "<Macro M>;<Location /a>;</Macro>;Use M;CacheLock on | is not closed in its file",
            })
    void read_macroThatIsWrong_isReported(String lines, String problem) throws IOException {
        assertThat(problems(lines.replace(';', '\n'))).containsExactly(problem);
    }

    private List<String> problems(String text) throws IOException {
        Files.writeString(folder.resolve("httpd.conf"), text);
        return ConfigurationReader.read(folder.resolve("httpd.conf"), new Definitions()).problems().stream()
                .map(Problem::text)
                .toList();
    }

    private List<Directive> read(String text) throws IOException {
        Files.writeString(folder.resolve("httpd.conf"), text);
        return ConfigurationReader.read(folder.resolve("httpd.conf"), new Definitions())
                .directives();
    }
}
