"""Uses the live page in a headless Chromium, as scripts/check-live-page.sh asks it to.

    look_at_live_page.py URL STORE SCREENSHOT
"""

import json
import pathlib
import sys

from selenium import webdriver
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
    return [entry.get("position", entry.get("label")) for entry in entries]


def expect(condition, sentence):
    if not condition:
        sys.exit(f"look_at_live_page: {sentence}")


def main():
    url, store, screenshot = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    browser = start()
    try:
        wait = WebDriverWait(browser, 120)
        browser.get(url)
        wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#boxes g.chosen"))
        wait.until(lambda b: b.find_element(By.ID, "patch").get_attribute("src"))
        expect("token" not in browser.current_url, "the token stays in the address bar")

        # A symbol by a click on its box, its position by a click on the staff.
        boxes = browser.find_elements(By.CSS_SELECTOR, "#boxes g:not(.unplaced)")
        index = boxes[len(boxes) // 2].get_attribute("data-index")
        browser.find_element(By.CSS_SELECTOR, f'#boxes g[data-index="{index}"] rect').click()
        wait.until(lambda b: b.find_element(By.ID, "status").get_attribute("data-kind") == "held")
        # Staff positions are clicked on a staff, plain names in a list.
        on_staff = browser.find_element(By.ID, "staff").is_displayed()
        names = browser.find_elements(By.CSS_SELECTOR, "#names button")
        expect(on_staff or len(names) > 1, "there is neither a staff nor a list of labels")
        if on_staff:
            clicked, place = "S2", browser.find_element(By.CSS_SELECTOR, '#staff .place[data-step="5"]')
        else:
            clicked, place = names[1].text, names[1]
            expect("staff" not in browser.find_element(By.TAG_NAME, "body").text.lower().replace(
                "staff space", ""), "the page speaks of a staff")
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
                ActionChains(browser).send_keys(Keys.ARROW_UP).perform()
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
