"""Uses the live page in a headless Chromium, as scripts/check-live-page.sh asks it to.

    look_at_live_page.py URL STORE SCREENSHOT SERVER

SERVER is the process of the server, which is stopped for a while.
"""

import json
import os
import pathlib
import signal
import sys
import time

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


def start(dark=False):
    options = webdriver.ChromeOptions()
    for argument in [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000",
        "--hide-scrollbars",
    ] + (["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def stored_labels(store):
    """The labels in the store's files."""
    entries = [json.loads(path.read_text()) for path in sorted(store.glob("*.json"))]
    return [entry.get("position", entry.get("label", entry.get("corrected_class"))) for entry in entries]


def expect(condition, sentence):
    if not condition:
        sys.exit(f"look_at_live_page: {sentence}")


def press(browser, *keys):
    ActionChains(browser).send_keys(*keys).perform()


def kind(browser):
    return browser.find_element(By.ID, "status").get_attribute("data-kind")


def search_by_typing(browser, wait, store, screenshot):
    """Looks for the last label of the list by its letters alone, and stores it by Enter."""
    field = browser.find_element(By.ID, "filter")
    names = [b.text for b in browser.find_elements(By.CSS_SELECTOR, "#names button")]
    wanted = names[-1]
    before = len(stored_labels(store))
    # The first letter goes into the field, wherever the focus is; a space and digits are letters there.
    browser.execute_script("document.activeElement.blur()")
    press(browser, wanted[0])
    expect(browser.switch_to.active_element == field, "a letter does not begin a search")
    press(browser, wanted[1:])
    expect(field.get_attribute("value") == wanted, f"the field holds {field.get_attribute('value')!r}")
    wait.until(lambda b: kind(b) == "held")
    shown = [b.text for b in browser.find_elements(By.CSS_SELECTOR, "#names button") if b.is_displayed()]
    expect(shown == [n for n in names if wanted.lower() in n.lower()], f"the search shows {shown}")
    wait.until(lambda b: wanted in b.find_element(By.ID, "hint").text)
    browser.save_screenshot(str(screenshot.with_name(screenshot.stem + "-search.png")))
    press(browser, Keys.ENTER)
    wait.until(lambda b: f"Stored: {wanted}" in b.find_element(By.ID, "message").text)
    expect(field.get_attribute("value") == "", "the search stays after storing")
    # What matches nothing stores nothing; Escape clears the search first, then goes on.
    press(browser, "0 6~")
    expect(field.get_attribute("value") == "0 6~", "shortcuts take what is typed in the field")
    count = len(stored_labels(store))
    press(browser, Keys.ENTER)
    wait.until(lambda b: "No label matches" in b.find_element(By.ID, "message").text)
    expect(len(stored_labels(store)) == count >= before, "a search without a match stores something")
    press(browser, Keys.ESCAPE)
    expect(field.get_attribute("value") == "" and kind(browser) == "held", "Escape does not clear the search")
    # Arrows walk through what the search shows.
    press(browser, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#names button.draft"))
    press(browser, Keys.ESCAPE)
    wait.until(lambda b: kind(b) == "live")


def hang(browser, wait, server):
    """A server that stands still is told within five seconds, and one that goes on is seen."""
    os.kill(server, signal.SIGSTOP)
    try:
        start = time.monotonic()
        wait.until(lambda b: "no answer" in b.find_element(By.ID, "status").text)
        seconds = time.monotonic() - start
        expect(seconds < 5, f"the page tells only after {seconds:.1f} s that the server hangs")
    finally:
        os.kill(server, signal.SIGCONT)
    wait.until(lambda b: kind(b) == "live")


def main():
    url, store, screenshot = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    server = int(sys.argv[4])
    browser = start()
    try:
        # The camera's next picture may take the place of an element that was just found.
        wait = WebDriverWait(browser, 120, ignored_exceptions=[StaleElementReferenceException])
        browser.get(url)
        wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#boxes g.chosen"))
        wait.until(lambda b: b.find_element(By.ID, "patch").get_attribute("src"))
        expect("token" not in browser.current_url, "the token stays in the address bar")

        # A symbol by a click on its box, its position by a click on the staff.
        index = browser.execute_script(
            "const boxes = document.querySelectorAll('#boxes g:not(.unplaced)');"
            "return boxes[boxes.length >> 1].dataset.index;")
        wait.until(lambda b: b.find_element(By.CSS_SELECTOR, f'#boxes g[data-index="{index}"] rect').click()
                   is None)
        wait.until(lambda b: b.find_element(By.ID, "status").get_attribute("data-kind") == "held")
        # Staff positions are clicked on a staff, plain names in a list.
        on_staff = browser.find_element(By.ID, "staff").is_displayed()
        names = browser.find_elements(By.CSS_SELECTOR, "#names button")
        expect(on_staff or len(names) > 1, "there is neither a staff nor a list of labels")
        if on_staff:
            clicked, place = "S2", browser.find_element(By.CSS_SELECTOR, '#staff .place[data-step="5"]')
        else:
            clicked, place = names[1].text, names[1]
            text = browser.find_element(By.TAG_NAME, "body").text.lower()
            expect("staff" not in text and "position" not in text, "the page speaks of a staff")
        place.click()
        wait.until(lambda b: "Stored" in b.find_element(By.ID, "message").text)
        expect(stored_labels(store) == [clicked], f"the click stored {stored_labels(store)}")
        wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#boxes g.corrected"))

        # The next symbol with a position, and its label, by keys alone.
        for _ in range(20):
            ActionChains(browser).send_keys(Keys.ARROW_RIGHT).perform()
            if browser.find_element(By.ID, "staff").get_attribute("aria-disabled") == "false":
                break
        if on_staff:
            typed = "S4"
            ActionChains(browser).send_keys("4").send_keys(Keys.ARROW_UP).perform()
        else:
            typed = names[0].text
            for _ in names:
                press(browser, Keys.ARROW_UP)
        wait.until(lambda b: typed in b.find_element(By.ID, "hint").text)
        browser.save_screenshot(str(screenshot.with_name(screenshot.stem + "-draft.png")))
        ActionChains(browser).send_keys(Keys.ENTER).perform()
        wait.until(lambda b: f"Stored: {typed}" in b.find_element(By.ID, "message").text)
        expect(
            sorted(stored_labels(store)) == sorted([clicked, typed]),
            f"keys stored {stored_labels(store)}")
        browser.save_screenshot(str(screenshot))

        # Escape goes on with the camera.
        ActionChains(browser).send_keys(Keys.ESCAPE).perform()
        wait.until(lambda b: b.find_element(By.ID, "status").get_attribute("data-kind") == "live")
        if names:
            search_by_typing(browser, wait, store, screenshot)
        hang(browser, wait, server)
        # The page has no icon of its own; anything else in the log is a fault.
        faults = [e["message"] for e in browser.get_log("browser") if e["level"] == "SEVERE"]
        expect(not faults, f"the browser complains: {faults}")
    finally:
        browser.quit()

    # Narrow, dark, and without the token: nothing can be written.
    browser = start(dark=True)
    try:
        browser.set_window_size(500, 1400)
        browser.get(url.split("#")[0])
        wait = WebDriverWait(browser, 120)
        wait.until(lambda b: b.find_element(By.ID, "patch").get_attribute("src"))
        expect("read only" in browser.find_element(By.ID, "hint").text, "the page may be written to")
        browser.save_screenshot(str(screenshot.with_name(screenshot.stem + "-dark.png")))
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
